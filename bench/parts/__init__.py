"""What several benches use: figures over spans, and the place of a bench in the document."""
