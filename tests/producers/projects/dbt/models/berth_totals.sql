{{ config(materialized='view') }}
select berth, sum(tonnes) as tonnes, count(*) as calls
from {{ ref('port_calls') }}
group by berth
