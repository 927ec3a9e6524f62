"""Name the languages that codes stand for, in English."""

from __future__ import annotations

_NAMES = {
    "am": "Amharic", "ar": "Arabic", "bn": "Bengali", "bs": "Bosnian", "de": "German", "el": "Greek",
    "en": "English", "es": "Spanish", "fa": "Persian", "fr": "French", "gu": "Gujarati", "he": "Hebrew",
    "hi": "Hindi", "hmn": "Hmong", "ht": "Haitian Creole", "hy": "Armenian", "it": "Italian",
    "ja": "Japanese", "km": "Khmer", "ko": "Korean", "lo": "Lao", "nl": "Dutch", "nv": "Navajo",
    "pa": "Punjabi", "pl": "Polish", "pt": "Portuguese", "ro": "Romanian", "ru": "Russian",
    "so": "Somali", "sr": "Serbian", "sw": "Swahili", "tl": "Tagalog", "uk": "Ukrainian", "ur": "Urdu",
    "vi": "Vietnamese", "yi": "Yiddish", "zh": "Chinese", "ase": "American Sign Language",
    "eng": "English", "spa": "Spanish", "fra": "French", "fre": "French", "deu": "German",
    "ger": "German", "zho": "Chinese", "chi": "Chinese", "vie": "Vietnamese", "rus": "Russian",
    "kor": "Korean", "ara": "Arabic", "por": "Portuguese", "tgl": "Tagalog", "hat": "Haitian Creole",
    "ita": "Italian", "jpn": "Japanese", "pol": "Polish", "sgn": "Sign language",
}  # fmt: skip


def language_name(code: str) -> str:
    """Return the English name of an ISO 639 or BCP 47 code, or an empty text for one not known here."""
    return _NAMES.get(code.strip().lower().replace("_", "-").split("-")[0], "")
