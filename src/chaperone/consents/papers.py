"""The words around the form on the signed copy, in each language."""

from __future__ import annotations

PAPER: dict[str, dict[str, str]] = {
    "en": {
        "reason": "Copy of a signed authorization",
        "choices": "What you chose",
        "photos": "The photos",
        "signature": "Signature",
        "proof": "Proof",
        "also": "Also",
        "yes": "Yes",
        "no": "No",
        "name": "Name",
        "time": "Signed",
        "number": "Authorization",
        "form": "Form",
        "form_sha256": "Fingerprint of the form",
        "certificate": "Certificate",
        "pictures": "Fingerprints of the photos shown",
        "identity": "Identity",
        "birth_date": "Link sent to the patient; date of birth confirmed",
        "link_only": "Link given to the patient; no further check",
        "trail": "Entries in the trail",
        "letters": "The name, letter by letter",
        "honesty": "This file carries a digital signature made with a key of the practice's own (self-signed). It "
        "shows that nothing in this file was changed later. It does not prove by itself who the practice is. The "
        "time comes from the practice's server; no independent time service was asked.",
    },
    "es": {
        "reason": "Copia de una autorización firmada",
        "choices": "Lo que usted eligió",
        "photos": "Las fotos",
        "signature": "Firma",
        "proof": "Comprobación",
        "also": "Además",
        "yes": "Sí",
        "no": "No",
        "name": "Nombre",
        "time": "Firmado",
        "number": "Autorización",
        "form": "Hoja",
        "form_sha256": "Huella de la hoja",
        "certificate": "Certificado",
        "pictures": "Huellas de las fotos mostradas",
        "identity": "Identidad",
        "birth_date": "Enlace enviado al paciente; fecha de nacimiento confirmada",
        "link_only": "Enlace entregado al paciente; sin otra comprobación",
        "trail": "Entradas del registro",
        "letters": "El nombre, letra por letra",
        "honesty": "Este archivo lleva una firma digital hecha con una clave propia del consultorio (autofirmada). "
        "Muestra que nada se cambió después en este archivo. Por sí sola no prueba quién es el consultorio. La hora "
        "es la del servidor del consultorio; no se preguntó a ningún servicio de hora independiente.",
    },
}
