MODEL (name mart.port_calls, kind FULL, owner pilots, description 'Every call of a ship.', tags [gold]);
SELECT
  c.call_id::INT AS call_id,
  s.name::TEXT AS ship,
  c.berth::TEXT AS berth,
  c.tonnes::INT AS tonnes
FROM raw.calls AS c
JOIN raw.ships AS s ON s.ship_id = c.ship_id;
