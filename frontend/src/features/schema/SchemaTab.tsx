import { useSearchParams } from 'react-router';
import { Section } from '../../components/Section';
import { Empty, ErrorBand } from '../../components/states';
import { Day } from '../../components/Time';
import { count, plural } from '../../lib/format';
import { filterColumns } from './tree';
import { ColumnTable } from './ColumnTable';
import { ColumnWalk } from './ColumnWalk';
import { useSchema, type Dataset } from './queries';
import { SchemaCheck } from './SchemaCheck';
import { Versions } from './Versions';

function useSchemaUrl() {
  const [params, setParams] = useSearchParams();
  const number = (key: string) => {
    const asked = Number(params.get(key));
    return Number.isInteger(asked) && asked > 0 ? asked : null;
  };
  const set = (key: string, value: string | null, replace: boolean) =>
    setParams(
      (old) => {
        const next = new URLSearchParams(old);
        if (value) next.set(key, value);
        else next.delete(key);
        return next;
      },
      { replace },
    );
  return {
    version: number('v'),
    base: number('base'),
    column: params.get('column'),
    hops: number('hops'),
    filter: params.get('filter') ?? '',
    setVersion: (version: number | null) => set('v', version ? String(version) : null, false),
    setColumn: (column: string | null) => set('column', column, false),
    setHops: (hops: number | null) => set('hops', hops ? String(hops) : null, true),
    setBase: (version: number | null) => set('base', version ? String(version) : null, true),
    setFilter: (filter: string) => set('filter', filter, true),
  };
}

interface Props {
  id: string;
  /** For who may edit: the dataset as it was last read. */
  editable?: Dataset | null;
}

export function SchemaTab({ id, editable = null }: Props) {
  const url = useSchemaUrl();
  const schema = useSchema(id, url.version);
  const shown = schema.data ? filterColumns(schema.data.columns, url.filter) : undefined;
  return (
    <div className="cols over">
      <Section
        title="Columns"
        count={
          schema.data && (
            <>
              {shown && shown.length < schema.data.columns.length
                ? `${count(shown.length)} of ${plural(schema.data.columnCount, 'column')}`
                : plural(schema.data.columnCount, 'column')}
              , version {schema.data.version} since <Day at={schema.data.validFrom} />
            </>
          )
        }
        end={
          <>
            <label className="vh" htmlFor="column-filter">
              Filter columns
            </label>
            <input
              id="column-filter"
              className="in small"
              type="search"
              placeholder="Filter by name, type, words"
              value={url.filter}
              onChange={(event) => url.setFilter(event.target.value)}
            />
          </>
        }
      >
        {schema.error ? (
          <ErrorBand
            what="The schema did not load"
            error={schema.error}
            retry={() => void schema.refetch()}
          />
        ) : schema.data === null ? (
          <Empty
            title={url.version ? `There is no version ${url.version}.` : 'No schema seen yet.'}
          >
            Columns appear with the first run or sync that names them.
          </Empty>
        ) : shown?.length === 0 ? (
          <Empty title={`No column matches “${url.filter}”.`} />
        ) : (
          <ColumnTable
            columns={shown}
            rows={14}
            selected={url.column}
            onSelect={url.setColumn}
            dataset={url.version === null ? editable : null}
          />
        )}
      </Section>
      <div className="stack">
        {url.column && (
          <ColumnWalk
            id={id}
            column={url.column}
            hops={url.hops ?? 3}
            onHops={(hops) => url.setHops(hops === 3 ? null : hops)}
            onClose={() => url.setColumn(null)}
          />
        )}
        <Versions
          id={id}
          selected={url.version ?? schema.data?.version ?? null}
          base={url.base}
          onSelect={url.setVersion}
          onBase={url.setBase}
        />
        {schema.data && url.version === null && <SchemaCheck id={id} schema={schema.data} />}
      </div>
    </div>
  );
}
