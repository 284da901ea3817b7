"""Mark the runs that have too many pairs already. Reads all datasets of runs once and locks the marked runs alone, which is why
it is apart from the columns: those take their tables for themselves. Reversible: nothing to undo.
"""

from django.db import migrations

WIDE = """
UPDATE lineage_run r SET is_wide = true FROM (
  SELECT run_id, job_id FROM lineage_rundataset GROUP BY 1, 2
  HAVING count(*) FILTER (WHERE output) * count(*) FILTER (WHERE NOT output) > 2500
) w WHERE (r.id, r.job_id) = (w.run_id, w.job_id)
"""


class Migration(migrations.Migration):
    dependencies = [("lineage", "0013_spans_of_stated_edges")]

    operations = [migrations.RunSQL(WIDE, migrations.RunSQL.noop)]
