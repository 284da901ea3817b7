MODEL (name mart.berth_totals, kind FULL);
SELECT
  berth::TEXT AS berth,
  SUM(tonnes)::BIGINT AS tonnes
FROM mart.port_calls
GROUP BY berth;
