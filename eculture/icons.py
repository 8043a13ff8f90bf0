# ruff: noqa: E501 -- the outlines are data
"""Plain line icons of the house, 24 by 24, drawn with a 1.6 stroke. The name says what is seen or meant."""

ICONS = {
    "search": "M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13ZM15.5 15.5 20.5 20.5",
    "person": "M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8ZM4.5 20.5c.6-3.6 3.4-5.5 7.5-5.5s6.9 1.9 7.5 5.5",
    "people": "M9 5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7ZM2.5 19.5c.5-3.2 3-4.8 6.5-4.8s6 1.6 6.5 4.8M16 5.4a3.3 3.3 0 0 1 0 6.2M18 14.9c2 .7 3.2 2.2 3.5 4.6",
    "menu": "M4 7h16M4 12h16M4 17h16",
    "bell": "M6 16.5V11a6 6 0 0 1 12 0v5.5l1.5 1.5h-15ZM10 20.5h4",
    "chevron-right": "M9.5 5.5 16 12l-6.5 6.5",
    "chevron-left": "M14.5 5.5 8 12l6.5 6.5",
    "chevron-down": "M5.5 9 12 15.5 18.5 9",
    "chevron-up": "M5.5 15 12 8.5 18.5 15",
    "arrow-right": "M4 12h15M13 6l6 6-6 6",
    "check": "M4.5 12.5 9.5 17.5 19.5 6.5",
    "cross": "M5.5 5.5l13 13M18.5 5.5l-13 13",
    "plus": "M12 4.5v15M4.5 12h15",
    "minus": "M4.5 12h15",
    "warning": "M12 4 21 20H3ZM12 10v5M12 17.3v.200",
    "info": "M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17ZM12 11v5.5M12 7.7v.200",
    "eye": "M2.5 12C5 7.5 8.2 5.5 12 5.5s7 2 9.5 6.5c-2.5 4.5-5.7 6.5-9.5 6.5S5 16.5 2.5 12ZM12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6Z",
    "lock": "M5.5 10.5h13v10h-13ZM8.5 10.5V8a3.5 3.5 0 0 1 7 0v2.5",
    "key": "M7.5 8.5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7ZM11 12h10v3.5M17.5 12v3",
    "calendar": "M4 6h16v14H4ZM4 10.5h16M8 3.5V8M16 3.5V8",
    "clock": "M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17ZM12 7.5V12l3.5 2.5",
    "document": "M6 3.5h8.5L19 8v12.5H6ZM14 3.5V8.5h5M9 12.5h7M9 16h7",
    "documents": "M8 3.5h7.5L20 8v9.5H8ZM15 3.5V8.5h5M8 6.5H4.5v14H16v-3",
    "home": "M4 11.5 12 4.5l8 7V20h-5.5v-5.5h-5V20H4Z",
    "grid": "M4 4h6.5v6.5H4ZM13.5 4H20v6.5h-6.5ZM4 13.5h6.5V20H4ZM13.5 13.5H20V20h-6.5Z",
    "pin": "M12 3.5a6.5 6.5 0 0 0-6.5 6.5c0 4.5 6.5 10.5 6.5 10.5s6.5-6 6.5-10.5A6.5 6.5 0 0 0 12 3.5ZM12 7.8a2.3 2.3 0 1 0 0 4.6 2.3 2.3 0 0 0 0-4.6Z",
    "download": "M12 4v11M7 10.5l5 5 5-5M4.5 20h15",
    "upload": "M12 15.5V4.5M7 9l5-5 5 5M4.5 20h15",
    "print": "M7 9V4h10v5M7 16.5H4V9h16v7.5h-3M7 13.5h10V20.5H7Z",
    "filter": "M4 7h16M7 12h10M10 17h4",
    "mail": "M3.5 5.5h17v13h-17ZM3.5 7l8.5 6 8.5-6",
    "phone": "M6 3.5h3l1.5 5-2 1.5a11 11 0 0 0 5.5 5.5l1.5-2 5 1.5v3c0 1.5-1 2.5-2.5 2.5C10 20.5 3.5 14 3.5 6 3.5 4.5 4.5 3.5 6 3.5Z",
    "external": "M13.5 4.5h6v6M19.5 4.5 11 13M17 13.5v6H4.5V7H11",
    "copy": "M8.5 8.5h12v12h-12ZM15.5 8.5v-5h-12v12h5",
    "edit": "M4 20l1-4.5L16.5 4 20 7.5 8.5 19ZM14 6.5 17.5 10",
    "trash": "M4.5 6.5h15M9 6.5v-3h6v3M6.5 6.5l1 14h9l1-14M10.5 10.5v6M13.5 10.5v6",
    "offline": "M7 18a4 4 0 0 1-.5-8A6 6 0 0 1 17.5 9.5 4.3 4.3 0 0 1 18 18ZM4 4l16 16",
    "settings": "M4 7h9M17 7h3M4 17h3M11 17h9M15 4.5v5M9 14.5v5",
    "sign-out": "M10 4.5H4.5v15H10M15 8l4.5 4-4.5 4M9 12h10",
    "book": "M4.5 4.5H11c.6 0 1 .4 1 1v14c0-.6-.4-1-1-1H4.5ZM19.5 4.5H13c-.6 0-1 .4-1 1v14c0-.6.4-1 1-1h6.5Z",
    "music": "M9 17.5V5l10-1.5V16M6.5 15a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5ZM16.5 13.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5Z",
    "map": "M3.5 6.5 9 4l6 2.5 5.5-2.5v13.5L15 20l-6-2.5L3.5 20ZM9 4v13.5M15 6.5V20",
    "chart": "M4 20h16M6.5 20v-6M11 20V9M15.5 20v-8M20 20V4.5",
    "message": "M4 4.5h16v12h-9L6.5 20.5v-4H4Z",
    "shield": "M12 3.5 19 6v5.5c0 4.5-3 7.5-7 9-4-1.5-7-4.5-7-9V6ZM8.5 12l2.5 2.5 4.5-5",
    "refresh": "M19.5 12a7.5 7.5 0 1 1-2.2-5.3L19.5 9M19.5 4v5h-5",
}


def icon(name: str) -> str:
    """An icon as inline SVG; its colour is the text's. An unknown name is a mistake and raises KeyError."""
    return (
        f'<svg class="icon icon--{name}" width="22" height="22" viewBox="0 0 24 24" fill="none"'
        ' stroke="currentColor" stroke-width="1.6" stroke-linecap="square" aria-hidden="true"'
        f' focusable="false"><path d="{ICONS[name]}"/></svg>'
    )
