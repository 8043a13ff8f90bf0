"""The entry of the open data in catalogues of data: DCAT-AP 3 as JSON-LD."""

from typing import Any

from django.conf import settings

from registry.releases.release import OpenDataTerms, Release, ReleaseFile

DATA = ("csv", "geojson", "jsonld", "parquet")
EU = "http://publications.europa.eu/resource/authority"
FILE_TYPES = {"csv": "CSV", "geojson": "GEOJSON", "jsonld": "JSON_LD", "parquet": "PARQUET"}
CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "spdx": "http://spdx.org/rdf/terms#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
TITLES = {
    "az": "Azərbaycanın mədəniyyət müəssisələrinin reyestri",
    "en": "Registry of the cultural institutions of Azerbaijan",
    "ru": "Реестр учреждений культуры Азербайджана",
}
TEXTS = {
    "az": "Mədəniyyət müəssisələri: ad, növ, ərazi, ünvan, vəziyyət. Hər gecə yenilənir.",
    "en": "Institutions of culture: name, kind, territory, address, state. Made anew every night.",
    "ru": "Учреждения культуры: название, вид, территория, адрес, состояние. Обновляется каждую ночь.",
}


def catalogue(release: Release, terms: OpenDataTerms) -> dict[str, Any]:
    """One catalogue with one dataset, whose distributions are the files of the release."""
    site = settings.BASE_URL
    publisher = {
        "@id": f"{site}/#publisher",
        "@type": "foaf:Agent",
        "foaf:name": {"@value": terms.publisher, "@language": "az"},
    }
    home = f"{site}/institutions/data/"
    dataset = {
        "@id": f"{home}#dataset",
        "@type": "dcat:Dataset",
        "dct:title": _in_languages(TITLES),
        "dct:description": _in_languages(TEXTS),
        "dct:identifier": f"{home}#dataset",
        "dct:publisher": {"@id": publisher["@id"]},
        "dct:modified": {"@value": release.day.isoformat(), "@type": "xsd:date"},
        "dct:accrualPeriodicity": {"@id": f"{EU}/frequency/DAILY", "@type": "dct:Frequency"},
        "dct:spatial": {"@id": f"{EU}/country/AZE", "@type": "dct:Location"},
        "dcat:theme": {
            "@id": f"{EU}/data-theme/EDUC",
            "@type": "skos:Concept",
            "skos:prefLabel": {"@value": "Education, culture and sport", "@language": "en"},
        },
        "dcat:landingPage": {"@id": home, "@type": "foaf:Document"},
        "dcat:contactPoint": {
            "@type": ["vcard:Kind", "vcard:Organization"],
            "vcard:fn": terms.publisher,
            "vcard:hasEmail": {"@id": f"mailto:{terms.contact}"},
        },
        "dcat:distribution": [
            _distribution(file, terms) for file in release.files.all() if file.format in DATA
        ],
    }
    return {
        "@context": CONTEXT,
        "@graph": [
            publisher,
            {
                "@id": f"{home}catalog.jsonld",
                "@type": "dcat:Catalog",
                "dct:title": _in_languages(TITLES),
                "dct:description": _in_languages(TEXTS),
                "dct:publisher": {"@id": publisher["@id"]},
                "dcat:dataset": {"@id": dataset["@id"]},
            },
            dataset,
        ],
    }


def _distribution(file: ReleaseFile, terms: OpenDataTerms) -> dict[str, Any]:
    url = f"{settings.BASE_URL}{file.get_absolute_url()}"
    return {
        "@id": url,
        "@type": "dcat:Distribution",
        "dct:title": {"@value": file.get_format_display(), "@language": "en"},
        "dcat:accessURL": {"@id": url},
        "dcat:downloadURL": {"@id": url},
        "dct:license": {"@id": terms.licence, "@type": "dct:LicenseDocument"},
        "dct:format": {"@id": f"{EU}/file-type/{FILE_TYPES[file.format]}", "@type": "dct:MediaTypeOrExtent"},
        "dcat:mediaType": {
            "@id": f"https://www.iana.org/assignments/media-types/{file.media_type}",
            "@type": "dct:MediaType",
        },
        "dcat:byteSize": {"@value": str(file.size), "@type": "xsd:nonNegativeInteger"},
        "spdx:checksum": {
            "@type": "spdx:Checksum",
            "spdx:algorithm": {
                "@id": "spdx:checksumAlgorithm_sha256",
                "@type": "spdx:ChecksumAlgorithm",
            },
            "spdx:checksumValue": {"@value": file.sha256, "@type": "xsd:hexBinary"},
        },
    }


def _in_languages(texts: dict[str, str]) -> list[dict[str, str]]:
    return [{"@value": text, "@language": language} for language, text in texts.items()]
