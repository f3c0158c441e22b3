"""A region: its convenios, its round, its publication and its municipalities."""

from __future__ import annotations

from presentation import data
from presentation.cards.cards import card, chart_card, headline
from presentation.cards.delivered import list_card
from presentation.cards.html import put, tag, together
from presentation.cards.kpi import kpi_row
from presentation.choices.filters import Filters
from presentation.context import PageContext
from presentation.panels import cobertura, convenios, cumplimiento, municipio

PAGE = "region"
REGIONS = "core_territory__region"
EACH = ("region",)  # choices with a page each


def show(ctx: PageContext) -> None:
    """Show the page."""
    t = ctx.t
    rows = data.table(ctx.build_id, REGIONS).sort_values("region_order_north_south")
    ids, names = rows["region_code"].tolist(), rows["region"].tolist()
    title = ctx.stage.box()
    with ctx.stage.box("filters"):
        code = ctx.choose("region", ids, names, default=ids[0])
    row = rows[rows["region_code"] == code].iloc[0]
    lead = t.count("public.region.lead", int(row["comunas_count"]))
    with title:
        headline(ctx, t("public.nav.region"), row["region_official"], lead, of=[])
    rounds = cumplimiento.rounds(ctx)
    if not cumplimiento.country(ctx).empty:
        chosen = Filters(round_id=rounds[0], region=code, usual_round=rounds[0])
        kpi_row(ctx, cumplimiento.kpis(ctx, chosen))
        with together("faro-row"):
            members = {"round_id": rounds[0], **chosen.members}
            chart_card(ctx, "score_swarm", page="cumplimiento", revision="as_published", **members)
            card("bands", cumplimiento.bands(ctx, chosen))
    with together("faro-row"):
        chart_card(ctx, "region_signing", page="cobertura", region=code)
        card("named", cobertura.named_signings(ctx, code))
    if not convenios.signings(ctx).empty:
        with ctx.stage.box("card_never"):
            list_card(ctx, convenios.never_signed(ctx, code))
    with together("faro-row"):
        chart_card(ctx, "publication_months", page="publicacion", region=code)
        chart_card(ctx, "publication_trend", page="publicacion", region=code)
    comunas = data.table(ctx.build_id, municipio.COMUNAS, has_municipality=True, region_code=code)
    links = [
        tag("li", tag("a", one.comuna, href=f"municipio?cut={one.cut}"))
        for one in comunas.sort_values("comuna").itertuples()
    ]
    heading = tag("h2", t.count("public.region.municipalities", len(links)))
    put(tag("section", heading, tag("ul", *links, class_="faro-names"), class_="faro-card"))
