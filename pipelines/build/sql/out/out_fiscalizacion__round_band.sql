-- How many municipalities of the whole country stand in each band of score, round by round.
select round_id, year, revision, band_id, band_order, band_es, band_en, n_municipalities, share_pct
from out_fiscalizacion__universe_band
where region_code = 'all' and rurality = 'all' and group_id = 'all'
