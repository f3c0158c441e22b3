"""The compiled publication series: what its source says of it, and what was published before."""

from __future__ import annotations


def test_the_series_gives_the_figures_of_its_source(live):
    """The months April to November 2024, as the compilers count them."""
    row = live.query(
        "select count(*) as n, count(distinct cut) as municipalities, "
        "quantile_cont(seen_days, 0.25) as low, median(seen_days) as middle, "
        "quantile_cont(seen_days, 0.75) as high from out_publicacion__arrival "
        "where year = 2024 and month between 4 and 11"
    ).iloc[0]
    assert row.tolist() == [15_988, 318, 17, 19, 24]
    total = live.table("out_publicacion__arrival_total", {"year": 2024}).iloc[0]
    assert (total["first_month"], total["last_month"]) == (4, 11)
    assert (total["arrival_count"], total["median_days"]) == (15_988, 19)


def test_who_published_adds_up_to_the_published_counts(live):
    differing = live.query(
        """
        with made as (
            select seen.year, seen.month, comuna.region as geography, seen.ta_file,
                count(*) filter (where seen.is_published) as published, count(*) as municipalities
            from out_publicacion__month_seen as seen
            inner join core_territory__comuna as comuna using (cut)
            group by all
        )
        select * from out_publicacion__month_share as share
        full join made using (year, month, geography, ta_file)
        where share.geography_level is distinct from 'country' and (
            share.published_count is distinct from made.published
            or share.municipalities is distinct from made.municipalities
        )
        """
    )
    assert differing.empty
