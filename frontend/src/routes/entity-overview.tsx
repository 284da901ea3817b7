import { Navigate } from 'react-router';
import { ErrorBand, SkeletonBlock } from '../components/states';
import { CodeSection } from '../features/code/CodeSection';
import { Aliases } from '../features/entity/Aliases';
import { ControlFlow } from '../features/entity/ControlFlow';
import { Changes } from '../features/entity/Existence';
import { Description, Holdings, Issues, Links, Provenance } from '../features/entity/Facts';
import { useDetail, type Head } from '../features/entity/queries';
import { SaidFacets } from '../features/entity/SaidFacets';
import { MiniMap } from '../features/lineage/MiniMap';
import { LastRuns } from '../features/runs/LastRuns';
import { SchemaBrief } from '../features/schema/SchemaBrief';
import { entityPath } from '../lib/ref';
import { CODED, isJudged, LINED, RUNNABLE } from '../lib/words';
import { useEntity } from './entity-layout';

export function Component() {
  const entity = useEntity();
  // Teams and people have pages of their own; the other tabs stay here.
  return isJudged(entity.kind) ? (
    <Overview entity={entity} />
  ) : (
    <Navigate to={entityPath(entity.ref)} replace />
  );
}

function Overview({ entity }: { entity: Head }) {
  const detail = useDetail(entity.ref);
  return (
    <div className="cols over">
      <div className="stack">
        {LINED.includes(entity.kind) && <MiniMap id={entity.ref} kind={entity.kind} />}
        <Holdings entity={entity} />
        {entity.kind === 'DATASET' && <SchemaBrief id={entity.ref} />}
        {detail.data && <Description detail={detail.data} />}
        {CODED.includes(entity.kind) && <CodeSection id={entity.ref} />}
      </div>
      <div className="stack">
        {RUNNABLE.includes(entity.kind) && <LastRuns id={entity.ref} />}
        {entity.kind === 'DATASET' && <Changes id={entity.ref} />}
        {(entity.kind === 'JOB' || entity.kind === 'PIPELINE') && <ControlFlow id={entity.ref} />}
        {detail.error && (
          <ErrorBand
            what="Details did not load"
            error={detail.error}
            retry={() => void detail.refetch()}
          />
        )}
        {detail.isPending && <SkeletonBlock height={220} />}
        {detail.data && (
          <>
            <Issues detail={detail.data} />
            <Links detail={detail.data} />
            <Aliases id={entity.ref} detail={detail.data} />
            <Provenance detail={detail.data} />
            {LINED.includes(entity.kind) && <SaidFacets id={entity.ref} />}
          </>
        )}
      </div>
    </div>
  );
}
