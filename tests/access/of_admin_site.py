"""The pages of the admin that belong to no model."""

from tests.access.declare import PAGE, SIGN_IN, STAFF, Access

TABLE = {
    "admin:index": Access(STAFF, methods=PAGE, style="admin"),
    "admin:search": Access(STAFF, methods=PAGE, style="admin", query="s=kanar"),
    "admin:login": Access(f"{STAFF} anonymous", methods=PAGE, style="admin", answers=(SIGN_IN, "admin")),
    "admin:logout": Access(STAFF, methods="POST", style="admin"),
    "admin:password_change": Access(STAFF, methods=PAGE, style="admin", answers=(302,)),
    "admin:password_change_done": Access(STAFF, style="admin"),
    "admin:autocomplete": Access("nobody", methods=PAGE, style="admin"),
    "admin:jsi18n": Access(STAFF, style="admin"),
    "admin:view_on_site": Access("nobody", lambda cast: [1, 1], methods=PAGE, style="admin"),
    "admin:app_list": Access(STAFF, lambda cast: ["registry"], methods=PAGE, style="admin"),
    "admin/(?P<url>.*)$": Access("nobody", path="/admin/no-such-page/", methods=PAGE, style="admin"),
}
