-- Weights of the instrument of 2025 for the materias of 2018 that have a counterpart that scores.
select former_materia_id as materia_id, sum(weight) as weight
from out_instrumento__crosswalk
where is_scored and former_materia_id is not null
group by former_materia_id
order by former_materia_id
