"""Every tool of the assistants' server, and a way to ask one."""

from __future__ import annotations

import asyncio
import json

from mcp.client.client import Client

from cli.assistant.server import PUBLIC, server

ASKED = {
    "list_metrics": {"text": "cumplimiento"},
    "get_metric": {"metric": "ta_score", "by": ["round", "group"]},
    "compare": {
        "metric": "ta_score",
        "first": {"round": "r2012", "group": "all"},
        "second": {"round": "r2013", "group": "all"},
        "claim": "Subió 17,2 puntos entre 2012 y 2013.",
    },
    "entity_sheet": {"name": "13101"},
    "search": {"text": "nunoa"},
    "cite": {"metric": "ta_score", "where": {"round": "r2012", "group": "all"}},
    "describe_table": {"table": "out_fiscalizacion__round_group"},
    "query": {"sql": "select round_id, mean_pct from out_fiscalizacion__round_group limit 3"},
}


async def call(client: Client, tool: str, arguments: dict) -> tuple[bool, dict | str]:
    answer = await client.call_tool(tool, arguments)
    text = answer.content[0].text
    return answer.is_error, text if answer.is_error else json.loads(text)


def ask(tool: str, *, asker=lambda: PUBLIC, **arguments) -> tuple[bool, dict | str]:
    async def go():
        async with Client(server(asker)) as client:
            return await call(client, tool, arguments)

    return asyncio.run(go())
