"""The folder of an institution, made once with all that it may say in it."""

from __future__ import annotations

import secrets
from pathlib import Path

from pipelines import atomic, environment
from pipelines.errors import FaroError
from pipelines.institution import policy, register, releases

SETTINGS = """\
# What the institution decides. A change counts at once; `faro doctor` says what is wrong.

# off: nobody logs in and everybody reads. optional: the public reads what is out, who logs in
# has a role. required: nobody reads without a login.
login: off
# As the identity provider signs (its `iss`), and the audience its tokens must be for.
issuer: ""
client_id: ""
session_hours: 8
groups_claim: groups
# Groups of the provider that have a role; roles.csv gives one to a pseudonym instead.
roles:
  reader: []
  sender: []
  editor: []
  operator: []
# true: no build is seen before the calendar publishes it (`faro release set`).
hold_builds: false
reply_days: 10
retention:
  audit_days: 1825
  people_days: 365
  notices_days: 730
  replies_days: 1825
# mail: {{host: localhost, port: 25, sender: faro@example.cl, to: [equipo@example.cl]}}
# webhooks: [{{url: "https://…"}}]
# quiet: {{start: 22, end: 7}}
"""
SECRETS = """\
# What Streamlit needs to log people in (https://docs.streamlit.io/develop/tutorials/authentication).
# Only `openid` is asked for: no name and no e-mail ever comes here.
[auth]
redirect_uri = "http://localhost:8501/oauth2callback"
cookie_secret = "{secret}"
client_id = ""
client_secret = ""
server_metadata_url = ""
client_kwargs = {{ scope = "openid" }}
"""


def begin(folder: Path) -> list[str]:
    """Make the folder; nothing that stands there is touched.

    Args:
        folder: Where; it is made when it is not there.

    Returns:
        What was made, a line each.

    Raises:
        FaroError: There are settings in it already, or the libraries are not installed.
    """
    from pipelines.institution import database

    if (folder / policy.NAME).exists():
        raise FaroError(
            "there is an institution in it already",
            where=folder.name,
            fix="Choose another folder",
            code="would_overwrite",
        )
    if elsewhere := environment.DATABASE_URL.value:
        database.migrate(elsewhere)  # before anything stands here: where it fails, say it again
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    made = {
        policy.NAME: SETTINGS.format(),
        "secrets.toml": SECRETS.format(secret=secrets.token_hex(32)),
        releases.NAME: ",".join(releases.FIELDS) + "\n",
        releases.ACCESS: ",".join(releases.ACCESS_FIELDS) + "\n",
        register.NAMED: ",".join(register.FIELDS) + "\n",
    }
    for name, text in made.items():
        atomic.write(folder / name, text.encode(), mode=0o600)
    if elsewhere:  # what people write is kept there, not in the folder
        return [*sorted(made), environment.DATABASE_URL.name]
    state = folder.resolve() / "state.sqlite"
    database.migrate(f"sqlite:///{state}")
    state.chmod(0o600)
    return [*sorted(made), "state.sqlite"]
