"""The file of the graph also knows edges that ended, so what changes evidence changes it too. No row is rewritten; files of before
are let go of and made anew. Reversible: the triggers are dropped.

An update counts only where an edge holds from or until another moment: seeing an edge again, what most events do, costs a
comparison. Beside it, what stands between two datasets that columns join may be a dataset as well as a job: edges of datasets
change the ways of others too.
"""

from django.db import migrations

EDGES_CHANGED = """
CREATE OR REPLACE FUNCTION lineage_graph_edges_changed() RETURNS trigger LANGUAGE plpgsql AS $$ DECLARE ids int[]; BEGIN
  IF NOT EXISTS (SELECT 1 FROM touched) THEN  -- most batches change no edge
    RETURN NULL;
  END IF;
  ids := ARRAY(SELECT source_id FROM touched UNION SELECT target_id FROM touched {beside});
  PERFORM lineage_graph_changed(ids);
  RETURN NULL;
END $$;
"""
# Datasets beyond the other end of an edge that begins, or ends, at a dataset
BESIDE = """
    UNION SELECT w.target_id FROM touched t JOIN catalog_entity s ON s.id = t.source_id AND s.kind NOT IN ('job', 'pipeline')
      JOIN lineage_edge w ON w.source_id = t.target_id
      JOIN catalog_entity o ON o.id = w.target_id AND o.kind NOT IN ('job', 'pipeline')
    UNION SELECT r.source_id FROM touched t JOIN catalog_entity s ON s.id = t.target_id AND s.kind NOT IN ('job', 'pipeline')
      JOIN lineage_edge r ON r.target_id = t.source_id
      JOIN catalog_entity o ON o.id = r.source_id AND o.kind NOT IN ('job', 'pipeline')"""
BESIDE_BEFORE = """
    UNION SELECT w.target_id FROM touched t JOIN catalog_entity j ON j.id = t.target_id AND j.kind IN ('job', 'pipeline')
      JOIN lineage_edge w ON w.source_id = j.id
    UNION SELECT r.source_id FROM touched t JOIN catalog_entity j ON j.id = t.source_id AND j.kind IN ('job', 'pipeline')
      JOIN lineage_edge r ON r.target_id = j.id"""
MAKE = """
CREATE FUNCTION lineage_graph_evidence_changed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF EXISTS (SELECT 1 FROM touched WHERE via_id <= 0 OR basis < 3) THEN
    PERFORM lineage_graph_changed(ARRAY(SELECT source_id FROM touched WHERE via_id <= 0 OR basis < 3
      UNION SELECT target_id FROM touched WHERE via_id <= 0 OR basis < 3));
  END IF;
  RETURN NULL;
END $$;
CREATE FUNCTION lineage_graph_span_changed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  PERFORM lineage_graph_changed(ARRAY[NEW.source_id, NEW.target_id]);
  RETURN NULL;
END $$;
CREATE FUNCTION lineage_graph_head_changed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  PERFORM lineage_graph_changed(ARRAY[NEW.id]);
  RETURN NULL;
END $$;
CREATE TRIGGER edgeevidence_made_changes_graph AFTER INSERT ON lineage_edgeevidence REFERENCING NEW TABLE AS touched
  FOR EACH STATEMENT EXECUTE FUNCTION lineage_graph_evidence_changed();
CREATE TRIGGER edgeevidence_gone_changes_graph AFTER DELETE ON lineage_edgeevidence REFERENCING OLD TABLE AS touched
  FOR EACH STATEMENT EXECUTE FUNCTION lineage_graph_evidence_changed();
CREATE TRIGGER edgeevidence_changes_graph AFTER UPDATE OF first_seen_at, superseded_at ON lineage_edgeevidence FOR EACH ROW
  WHEN ((NEW.via_id <= 0 OR NEW.basis < 3) AND (OLD.first_seen_at <> NEW.first_seen_at
    OR OLD.superseded_at IS DISTINCT FROM NEW.superseded_at)) EXECUTE FUNCTION lineage_graph_span_changed();
CREATE TRIGGER entity_head_changes_graph AFTER UPDATE OF canonical_id ON catalog_entity FOR EACH ROW
  WHEN (OLD.canonical_id IS DISTINCT FROM NEW.canonical_id) EXECUTE FUNCTION lineage_graph_head_changed();
DELETE FROM lineage_graphpart;
DELETE FROM lineage_graphfile;
"""
DROP = """
DROP TRIGGER edgeevidence_made_changes_graph ON lineage_edgeevidence;
DROP TRIGGER edgeevidence_gone_changes_graph ON lineage_edgeevidence;
DROP TRIGGER edgeevidence_changes_graph ON lineage_edgeevidence;
DROP TRIGGER entity_head_changes_graph ON catalog_entity;
DROP FUNCTION lineage_graph_evidence_changed();
DROP FUNCTION lineage_graph_span_changed();
DROP FUNCTION lineage_graph_head_changed();
DELETE FROM lineage_graphpart;
DELETE FROM lineage_graphfile;
"""


class Migration(migrations.Migration):
    dependencies = [("lineage", "0017_columns_from_sql")]

    operations = [
        migrations.RunSQL(
            MAKE + EDGES_CHANGED.format(beside=BESIDE), DROP + EDGES_CHANGED.format(beside=BESIDE_BEFORE)
        )
    ]
