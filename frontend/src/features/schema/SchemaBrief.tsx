import { Link } from 'react-router';
import { Section } from '../../components/Section';
import { Empty, ErrorBand } from '../../components/states';
import { count } from '../../lib/format';
import { entityPath } from '../../lib/ref';
import { ColumnTable } from './ColumnTable';
import { useSchema } from './queries';

const SHOWN = 8;

export function SchemaBrief({ id }: { id: string }) {
  const schema = useSchema(id, null);
  const columns = schema.data?.columns;
  const described = columns?.filter((column) => column.description).length ?? 0;
  return (
    <Section
      title="Schema"
      count={
        columns && `${count(Math.min(SHOWN, columns.length))} of ${count(columns.length)} columns`
      }
      end={
        columns && (
          <>
            {count(described)} described <Link to={entityPath(id, 'schema')}>All columns</Link>
          </>
        )
      }
    >
      {schema.error && (
        <ErrorBand
          what="The schema did not load"
          error={schema.error}
          retry={() => void schema.refetch()}
        />
      )}
      {schema.data === null && (
        <Empty title="No schema seen yet.">
          Columns appear with the first run or sync that names them.
        </Empty>
      )}
      {(schema.isPending || columns) && <ColumnTable columns={columns?.slice(0, SHOWN)} />}
    </Section>
  );
}
