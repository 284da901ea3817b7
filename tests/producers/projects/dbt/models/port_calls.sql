select c.call_id, s.name as ship, c.berth, c.tonnes
from {{ ref('calls') }} as c
join {{ ref('ships') }} as s on s.ship_id = c.ship_id
