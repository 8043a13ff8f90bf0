"""Specimens for /ui/: every component in all its states, with invented persons and numbers."""

from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

from django import forms
from django.core.paginator import Paginator

from eculture.icons import ICONS

COLOURS = [
    "paper",
    "sheet",
    "sunk",
    "ink",
    "ink-2",
    "garnet",
    "garnet-btn",
    "garnet-hover",
    "turquoise",
    "gold",
    "gold-ink",
    "green",
    "red",
    "control",
    "line",
]
TINTS = ("garnet", "turquoise", "gold", "green", "red", "ink")
LEVELS = ("Yoxdur", "İlkin", "İdarə olunan", "Müəyyən edilmiş", "İnteqrasiya olunmuş", "Optimallaşdırılan")


class SpecimenForm(forms.Form):
    name = forms.CharField(label="Ad")
    fin = forms.CharField(label="FİN", help_text="Şəxsiyyət vəsiqəsinin arxasında, 7 işarə", min_length=7)
    city = forms.ChoiceField(label="Ərazi", choices=[("sheki", "Şəki"), ("ganja", "Gəncə")], required=False)
    letter = forms.CharField(label="Məktub", widget=forms.Textarea(attrs={"rows": 3}), required=False)
    file = forms.FileField(label="Arayış", help_text="PDF və ya foto, 10 MB-dək", required=False)
    shift = forms.ChoiceField(
        label="Növbə", choices=[("am", "Səhər"), ("pm", "Günorta")], widget=forms.RadioSelect
    )
    instruments = forms.MultipleChoiceField(
        label="Alətlər",
        choices=[("tar", "Tar"), ("kamancha", "Kamança"), ("piano", "Fortepiano")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    agreed = forms.BooleanField(label="Qaydaları oxumuşam")


def specimen_forms() -> dict[str, forms.Form]:
    filled = {"name": "Fidan Nümunəli", "fin": "12345", "city": "ganja", "instruments": ["tar"]}
    return {"form": SpecimenForm(), "wrong_form": SpecimenForm(filled, auto_id="wrong_%s")}


def specimen_job(state: str, word: str, done: int, **rest: Any) -> SimpleNamespace:
    percent = 100 if state == "done" else round(100 * done / 26)
    values = {"error": "", "text": "", **rest}
    return SimpleNamespace(
        pk=f"specimen-{state}",
        title="Nazirliyin illik kitabı, 2026",
        state=state,
        get_state_display=word,
        is_active=state in ("queued", "running"),
        done=done,
        total=26,
        percent=percent,
        **values,
    )


def jobs() -> list[SimpleNamespace]:
    return [
        specimen_job("running", "hazırlanır", 18, text="indi: “Muzey işi” fəsli"),
        specimen_job("done", "hazırdır", 26),
        specimen_job("failed", "alınmadı", 7, error="31-ci sətir: 3 müəllimin norması yoxdur."),
    ]


def timeline() -> list[dict[str, Any]]:
    return [
        {
            "at": date(2025, 3, 12),
            "title": "Əsaslı təmirdən sonra yenidən açılıb",
            "tone": "garnet",
            "big": True,
        }
        | {"text": "Kollegiyanın 4/2 nömrəli qərarı", "url": "#timeline", "link": "sənəd"},
        {"at": datetime(2024, 11, 13, 11, 41, tzinfo=UTC), "title": "Məktəb razılıq verdi"}
        | {"tone": "green", "text": "Direktor müavini S. Eskizli"},
        {
            "at": date(1978, 5, 5),
            "title": "Yaradılıb",
            "tone": "gold",
            "text": "162 nömrəli qərar",
            "big": True,
        },
    ]


def needs() -> list[dict[str, Any]]:
    titles = (
        "Kənan üçün fortepiano üzrə yer açıldı",
        "Məktəb Fidanın arayışını istəyir",
        "Qobustan ekskursiyasına icazə",
    )
    texts = (
        "Cavab verməsəniz, yer növbəti namizədə keçəcək.",
        "Siz cavab verənədək müddət dayandırılıb.",
        "Fidan, 27 noyabr, 09:00–15:00.",
    )
    actions = ("Təklifə bax", "Sənəd əlavə et", "Cavab ver")
    rows = zip(titles, texts, actions, (2, 3, 10), strict=True)
    return [{"title": t, "text": x, "action": a, "due": d, "url": "#needs"} for t, x, a, d in rows]


def specimens() -> dict[str, Any]:
    states = (
        ("done", "Hazırdır"),
        ("work", "İcradadır"),
        ("wait", "Cavab gözlənilir"),
        ("open", "Seçim həftəsi gedir"),
    )
    states += ("refused", "Alınmadı"), ("closed", "Müddəti bitib")
    return specimen_forms() | {
        "colours": COLOURS,
        "tints": TINTS,
        "levels": list(enumerate(LEVELS)),
        "icons": sorted(ICONS),
        "states": states,
        "alerts": ("info", "success", "warning", "error", "quiet", "private", "watch"),
        "days": (-1, 0, 2, 3, 10, None),
        "needs": needs(),
        "steps": [("Qeydiyyat", "#steps"), "İmtahan: 78,5 bal", "Seçim", "Nəticə, 7 sentyabr"],
        "stages": [
            {"title": "Qeydiyyat", "when": "25 aprel – 25 may", "state": "done"},
            {"title": "İmtahanlar", "when": "17 – 30 iyun", "state": "done"},
            {"title": "İxtisas və məktəb seçimi", "when": "14 – 21 avqust", "state": "now"}
            | {"note": "4 gün qalıb. Seçim 21 avqust 23:59-da bağlanır."},
            {"title": "Yerləşdirmənin nəticəsi", "when": "7 sentyabr", "state": "next"},
        ],
        "timeline": timeline(),
        "jobs": jobs(),
        "tabs": [
            {"title": "Fidan, 9 yaş", "url": "#tabs", "current": True, "letter": "F"},
            {"title": "Kənan, 7 yaş", "url": "#tabs", "letter": "K", "tone": "turquoise", "count": 1},
            {"title": "Özüm", "url": "#tabs", "letter": "S", "tone": "gold"},
        ],
        "facts": [
            ("Məktəb", "Xırdalan 1 nömrəli uşaq musiqi məktəbi"),
            ("İxtisas", "Kamança, III sinif"),
            ("Davamiyyət", "I rübdə 94 %"),
        ],
        "kilim": [
            ("Kitabxana", 2913),
            ("Klub və mədəniyyət mərkəzi", 2224),
            ("Musiqi və incəsənət məktəbi", 338),
            ("Muzey", 243),
            ("Digər 9 klaster", 303),
        ],
        "bars": [("Tar", 31, ""), ("Kamança", 22, "garnet"), ("Fortepiano", 44, "gold")],
        "line": [31, 33, 32, 36, 38, 37, 42.6],
        "page": Paginator(range(184), 6).page(4),
        "rails": [(84, 81.5, 78.5, "186 / 12"), (63, 66, 78.5, "11 / 6")],
        "heat": [3, 1, 1, 2, 0, 4, 5, 2],
    }
