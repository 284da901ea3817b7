"""The whole graph as a file, and what changed since it was made. No row is rewritten, and nothing is logged of what is there: the
first file is made of it. Reversible: tables and triggers are dropped.

Triggers write the changes down, in the transaction that makes them. Which nodes have other neighbours is told by the edges of jobs,
and by the edges between datasets that count only where no job joins both (lineage/queries/edges.py): when a job begins or ceases to
read or write something, also its outputs, or its inputs, may have another way.
"""

from django.db import migrations, models

FUNCTIONS = """
CREATE FUNCTION lineage_graph_changed(ids int[]) RETURNS void LANGUAGE sql AS $$
  INSERT INTO lineage_graphchange (xid, entity_id)
  SELECT pg_current_xact_id()::text::bigint, id FROM unnest(ids) AS u(id)
$$;
COMMENT ON FUNCTION lineage_graph_changed IS 'Note nodes whose neighbours or attributes changed.';

CREATE FUNCTION lineage_graph_edges_changed() RETURNS trigger LANGUAGE plpgsql AS $$ DECLARE ids int[]; BEGIN
  IF NOT EXISTS (SELECT 1 FROM touched) THEN  -- most batches change no edge
    RETURN NULL;
  END IF;
  ids := ARRAY(SELECT source_id FROM touched UNION SELECT target_id FROM touched
    UNION SELECT w.target_id FROM touched t JOIN catalog_entity j ON j.id = t.target_id AND j.kind IN ('job', 'pipeline')
      JOIN lineage_edge w ON w.source_id = j.id
    UNION SELECT r.source_id FROM touched t JOIN catalog_entity j ON j.id = t.source_id AND j.kind IN ('job', 'pipeline')
      JOIN lineage_edge r ON r.target_id = j.id);
  PERFORM lineage_graph_changed(ids);
  RETURN NULL;
END $$;

CREATE FUNCTION lineage_graph_folded_changed() RETURNS trigger LANGUAGE plpgsql AS $$ DECLARE ids int[]; BEGIN
  IF TG_OP = 'UPDATE' THEN
    ids := ARRAY(SELECT unnest(ARRAY[n.source_id, n.target_id]) FROM after n
      JOIN touched o ON o.source_id = n.source_id AND o.target_id = n.target_id WHERE (n.basis < 3) <> (o.basis < 3));
  ELSE
    ids := ARRAY(SELECT source_id FROM touched WHERE basis < 3 UNION SELECT target_id FROM touched WHERE basis < 3);
  END IF;
  IF ids <> '{}' THEN
    PERFORM lineage_graph_changed(ids);
  END IF;
  RETURN NULL;
END $$;

CREATE FUNCTION lineage_graph_nodes_changed() RETURNS trigger LANGUAGE plpgsql AS $$ DECLARE ids int[]; BEGIN
  IF TG_OP = 'UPDATE' THEN  -- level and freshness, the first two, are in no file
    ids := ARRAY(SELECT n.entity_id FROM after n JOIN touched o ON o.entity_id = n.entity_id WHERE
      (n.counted, n.restricted, n.facets[3:11]) IS DISTINCT FROM (o.counted, o.restricted, o.facets[3:11]));
  ELSE
    ids := ARRAY(SELECT entity_id FROM touched);
  END IF;
  IF ids <> '{}' THEN
    PERFORM lineage_graph_changed(ids);
  END IF;
  RETURN NULL;
END $$;

CREATE FUNCTION lineage_graph_readers_changed() RETURNS trigger LANGUAGE plpgsql AS $$ DECLARE ids int[]; BEGIN
  ids := ARRAY(SELECT n.entity_id FROM after n JOIN touched o ON o.entity_id = n.entity_id WHERE n.popularity <> o.popularity);
  IF ids <> '{}' THEN
    PERFORM lineage_graph_changed(ids);
  END IF;
  RETURN NULL;
END $$;

CREATE FUNCTION lineage_graph_existence_changed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF EXISTS (SELECT 1 FROM touched) THEN
    PERFORM lineage_graph_changed(ARRAY(SELECT dataset_id FROM touched));
  END IF;
  RETURN NULL;
END $$;
"""

# Name of a trigger -> its table, what it follows, its function
TRIGGERS = {
    "edge_made_changes_graph": ("lineage_edge", "INSERT", "edges"),
    "edge_gone_changes_graph": ("lineage_edge", "DELETE", "edges"),
    "foldededge_made_changes_graph": ("lineage_foldededge", "INSERT", "folded"),
    "foldededge_changes_graph": ("lineage_foldededge", "UPDATE", "folded"),
    "foldededge_gone_changes_graph": ("lineage_foldededge", "DELETE", "folded"),
    "facetrow_made_changes_graph": ("catalog_facetrow", "INSERT", "nodes"),
    "facetrow_changes_graph": ("catalog_facetrow", "UPDATE", "nodes"),
    "facetrow_gone_changes_graph": ("catalog_facetrow", "DELETE", "nodes"),
    "searchdocument_changes_graph": ("catalog_searchdocument", "UPDATE", "readers"),
    "gonedataset_made_changes_graph": ("lineage_gonedataset", "INSERT", "existence"),
    "gonedataset_gone_changes_graph": ("lineage_gonedataset", "DELETE", "existence"),
}
_ROWS = {"INSERT": "NEW TABLE AS touched", "DELETE": "OLD TABLE AS touched", "UPDATE": "OLD TABLE AS touched NEW TABLE AS after"}
MAKE = FUNCTIONS + "".join(
    f"CREATE TRIGGER {name} AFTER {what} ON {table} REFERENCING {_ROWS[what]} "
    f"FOR EACH STATEMENT EXECUTE FUNCTION lineage_graph_{function}_changed();\n"
    for name, (table, what, function) in TRIGGERS.items()
)
DROP = "".join(f"DROP TRIGGER {name} ON {table};\n" for name, (table, _, _) in TRIGGERS.items()) + "".join(
    f"DROP FUNCTION {function};\n"
    for function in (
        "lineage_graph_edges_changed()", "lineage_graph_folded_changed()", "lineage_graph_nodes_changed()",
        "lineage_graph_readers_changed()", "lineage_graph_existence_changed()", "lineage_graph_changed(int[])",
    )
)


class Migration(migrations.Migration):
    dependencies = [("lineage", "0014_wide_runs"), ("catalog", "0015_found_fields")]

    operations = [
        migrations.CreateModel(
            name="GraphFile",
            fields=[
                ("uid", models.UUIDField(primary_key=True, serialize=False)),
                ("made_at", models.DateTimeField()),
                ("seconds", models.FloatField(db_comment="it took to make")),
                ("horizon", models.BigIntegerField(db_comment="transactions before this one are in it whole")),
                ("change_id", models.BigIntegerField(db_comment="greatest GraphChange that had been committed; some below it had not")),
                ("edge_count", models.BigIntegerField()),
                ("byte_count", models.BigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="GraphPart",
            fields=[
                ("pk", models.CompositePrimaryKey("uid", "part", blank=True, editable=False, primary_key=True, serialize=False)),
                ("uid", models.UUIDField()),
                ("part", models.IntegerField()),
                ("bytes", models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name="GraphChange",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("xid", models.BigIntegerField(db_comment="pg_current_xact_id() of the change")),
                ("entity_id", models.IntegerField()),
            ],
            options={"indexes": [models.Index(fields=["xid"], name="graphchange_since")]},
        ),
        # What is compressed already by being numbers is not compressed again
        migrations.RunSQL(
            "ALTER TABLE lineage_graphpart SET UNLOGGED; ALTER TABLE lineage_graphpart ALTER COLUMN bytes SET STORAGE EXTERNAL;",
            migrations.RunSQL.noop,
        ),
        migrations.RunSQL(MAKE, DROP),
    ]
