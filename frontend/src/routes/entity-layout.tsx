import { useEffect, useRef } from 'react';
import { NavLink, Outlet, useLocation, useOutletContext, useParams } from 'react-router';
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

function Tabs({ entity }: { entity: Head }) {
  const columns = columnCount(entity);
  const strip = useCurrentInSight();
  const tabs: [EntityTab, string, boolean][] = [
    ['', 'Overview', true],
    ['schema', 'Schema', entity.kind === 'DATASET'],
    ['lineage', 'Lineage', LINED.includes(entity.kind)],
    ['runs', 'Runs', RUNNABLE.includes(entity.kind)],
    ['health', 'Health', isJudged(entity.kind)],
    ['ownership', 'Ownership', isJudged(entity.kind)],
    ['relations', 'Relations and API', true],
  ];
  return (
    <nav ref={strip} className="tabs" aria-label="Entity">
      {tabs
        .filter(([, , shown]) => shown)
        .map(([tab, title]) => (
          <NavLink key={tab} to={entityPath(entity.ref, tab)} end>
            {title}
            {tab === 'schema' && columns !== null && (
              <span className="count">{count(columns)}</span>
            )}
          </NavLink>
        ))}
    </nav>
  );
}

export function Component() {
  const { kind = '', namespace = '', name = '' } = useParams();
  const ref = makeRef(kind, namespace, name);
  const head = useHead(ref);
  useTitle(head.data?.title ?? name);
  if (head.data === null) return <NotFound what={`Nothing known as ${ref}`} />;
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
