"""Write the guides as pages of ``docs/guides``: ``python -m presentation.guides``."""

from __future__ import annotations

from pathlib import Path

from presentation.formats import LANGUAGES
from presentation.guides import USERS, guide
from presentation.words import Text

FOLDER = Path(__file__).parents[2] / "docs" / "guides"


def page(lang: str, user: str) -> str:
    """Return the guide of one kind of reader as Markdown.

    Args:
        lang: ``es`` or ``en``.
        user: One of :data:`USERS`.
    """
    guidance, t = guide(lang, user), Text(lang)
    lines = [f"# {guidance.title}", "", guidance.lead, ""]
    for task in guidance.tasks:
        begins = t("ayuda.begins", page=t(f"nav.{task.page}"), n=task.clicks)
        steps = [f"{at}. {step}" for at, step in enumerate(task.steps, 1)]
        lines += [f"## {task.want}", "", *steps, "", begins, ""]
    return "\n".join([*lines, guidance.beware, ""])


if __name__ == "__main__":
    for lang in LANGUAGES:
        (FOLDER / lang).mkdir(parents=True, exist_ok=True)
        for user in USERS:
            (FOLDER / lang / f"{user}.md").write_text(page(lang, user), encoding="utf-8")
