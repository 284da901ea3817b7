"""What an UPDATE changed of many nodes is found by comparing whole rows. A join was planned once for a connection, by the
first statement, which often touches no row: then every later one of some hundred rows was compared with each of them. No row is
read or rewritten. Reversible.
"""

from django.db import migrations


def _joined(columns: str) -> str:
    new, old = (", ".join(f"{row}.{name}" for name in columns.split(", ")) for row in "no")
    return f"SELECT n.entity_id FROM after n JOIN touched o ON o.entity_id = n.entity_id WHERE ({new}) IS DISTINCT FROM ({old})"


def _compared(columns: str) -> str:
    return f"SELECT entity_id FROM (SELECT entity_id, {columns} FROM after EXCEPT SELECT entity_id, {columns} FROM touched) AS changed"


NODES = """
CREATE OR REPLACE FUNCTION lineage_graph_nodes_changed() RETURNS trigger LANGUAGE plpgsql AS $$ DECLARE ids int[]; BEGIN
  IF TG_OP = 'UPDATE' THEN  -- level and freshness, the first two, are in no file
    ids := ARRAY({changed});
  ELSE
    ids := ARRAY(SELECT entity_id FROM touched);
  END IF;
  IF ids <> '{{}}' THEN
    PERFORM lineage_graph_changed(ids);
  END IF;
  RETURN NULL;
END $$;
"""
OF_NODES = "counted, restricted, facets[3:11]"
READERS = """
CREATE OR REPLACE FUNCTION lineage_graph_readers_changed() RETURNS trigger LANGUAGE plpgsql AS $$ DECLARE ids int[]; BEGIN
  ids := ARRAY({changed});
  IF ids <> '{{}}' THEN
    PERFORM lineage_graph_changed(ids);
  END IF;
  RETURN NULL;
END $$;
"""
OF_READERS = "popularity"


class Migration(migrations.Migration):
    dependencies = [("lineage", "0018_graph_of_all_times")]

    operations = [
        migrations.RunSQL(NODES.format(changed=_compared(OF_NODES)), NODES.format(changed=_joined(OF_NODES))),
        migrations.RunSQL(READERS.format(changed=_compared(OF_READERS)), READERS.format(changed=_joined(OF_READERS))),
    ]
