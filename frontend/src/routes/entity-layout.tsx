import { useEffect, useRef } from 'react';
import { NavLink, Outlet, useLocation, useOutletContext, useParams } from 'react-router';
import { isNoAddress } from '../api/errors';
import { NotFound } from '../components/ErrorBoundary';
import { ErrorBand } from '../components/states';
import { EntityHead, EntityHeadSkeleton } from '../features/entity/EntityHead';
import { GoneBand } from '../features/entity/Existence';
import { useHead, type Head } from '../features/entity/queries';
import { count } from '../lib/format';
import { entityPath, makeRef, splitName, type EntityTab } from '../lib/ref';
import { useTitle } from '../lib/use-title';
import { isJudged, LINED, RUNNABLE } from '../lib/words';

/** Every tab gets the entity the layout has already asked for. */
export const useEntity = () => useOutletContext<Head>();

function columnCount(entity: Head): number | null {
  return 'schema' in entity ? (entity.schema?.columnCount ?? null) : null;
}

/** On a narrow screen the tabs scroll; the current one must not be beyond the edge. */
function useCurrentInSight() {
  const { pathname } = useLocation();
  const strip = useRef<HTMLElement>(null);
  useEffect(() => {
    const current = strip.current?.querySelector<HTMLElement>('[aria-current]');
    if (strip.current && current) strip.current.scrollLeft = current.offsetLeft - 60;
  }, [pathname]);
  return strip;
}

/** Each tab, its title, and the kinds that have it. */
const TABS: [EntityTab, string, (kind: Head['kind']) => boolean][] = [
  ['', 'Overview', () => true],
  ['schema', 'Schema', (kind) => kind === 'DATASET'],
  ['lineage', 'Lineage', (kind) => LINED.includes(kind)],
  ['runs', 'Runs', (kind) => RUNNABLE.includes(kind)],
  ['health', 'Health', isJudged],
  ['ownership', 'Ownership', isJudged],
  ['relations', 'Relations and API', () => true],
];

/** `payouts_daily, health`: two tabs of a browser can be told apart. */
function useTabTitle(name: string) {
  const { pathname } = useLocation();
  // After `/e/kind/namespace/name`, of which each part is escaped.
  const current = pathname.split('/')[5];
  const at = TABS.find(([tab]) => tab && tab === current)?.[1];
  useTitle(at ? `${name}, ${at.toLowerCase().replace('api', 'API')}` : name);
}

function Tabs({ entity }: { entity: Head }) {
  const columns = columnCount(entity);
  const strip = useCurrentInSight();
  return (
    <nav ref={strip} className="tabs" aria-label="Entity">
      {TABS.filter(([, , has]) => has(entity.kind)).map(([tab, title]) => (
        <NavLink key={tab} to={entityPath(entity.ref, tab)} end>
          {title}
          {tab === 'schema' && columns !== null && <span className="count">{count(columns)}</span>}
        </NavLink>
      ))}
    </nav>
  );
}

export function Component() {
  const { kind = '', namespace = '', name = '' } = useParams();
  const ref = makeRef(kind, namespace, name);
  const head = useHead(ref);
  useTabTitle(head.data?.title ?? name);
  if (head.data === null || isNoAddress(head.error))
    return <NotFound what={`Nothing known as ${ref}`} />;
  return (
    <main id="main" tabIndex={-1}>
      {head.error && (
        <ErrorBand
          what="The entity did not load"
          error={head.error}
          retry={() => void head.refetch()}
        />
      )}
      {head.data ? (
        <>
          <header>
            <EntityHead entity={head.data} />
            {head.data.kind === 'DATASET' && <GoneBand id={head.data.ref} />}
            <Tabs entity={head.data} />
          </header>
          <div className="tab">
            <Outlet context={head.data} />
          </div>
        </>
      ) : (
        !head.error && <EntityHeadSkeleton title={splitName(name).loud} />
      )}
    </main>
  );
}
