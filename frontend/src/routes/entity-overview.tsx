import { Navigate } from 'react-router';
import { ErrorBand, SkeletonBlock } from '../components/states';
import { WhyWrong } from '../features/causes/WhyWrong';
import { CodeSection } from '../features/code/CodeSection';
import { Aliases } from '../features/entity/Aliases';
import { ControlFlow } from '../features/entity/ControlFlow';
import { Changes } from '../features/entity/Existence';
import { Description } from '../features/entity/Description';
import { Details } from '../features/entity/Details';
import { Issues, Provenance } from '../features/entity/Facts';
import { Holdings } from '../features/entity/Holdings';
import { Links } from '../features/entity/Links';
import { PatchSection } from '../features/entity/PatchSection';
import { useDetail, type Head } from '../features/entity/queries';
import { SaidFacets } from '../features/entity/SaidFacets';
import { TermHolders } from '../features/glossary/TermHolders';
import { MiniMap } from '../features/lineage/MiniMap';
import { LastRuns } from '../features/runs/LastRuns';
import { SchemaBrief } from '../features/schema/SchemaBrief';
import { mayEdit, maySetTier } from '../lib/may-edit';
import { entityPath } from '../lib/ref';
import { isTerm } from '../lib/terms';
import { useViewer } from '../lib/use-viewer';
import { CODED, isJudged, isTroubled, LINED, RUNNABLE } from '../lib/words';
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
  const viewer = useViewer().data;
  const may = mayEdit(viewer, entity);
  return (
    <div className="cols over">
      <div className="stack">
        {LINED.includes(entity.kind) && <MiniMap id={entity.ref} kind={entity.kind} />}
        <Holdings entity={entity} />
        {isTerm(entity.ref) && <TermHolders id={entity.ref} />}
        {entity.kind === 'DATASET' && <SchemaBrief id={entity.ref} />}
        {detail.data && <Description entity={entity} detail={detail.data} may={may} />}
        {CODED.includes(entity.kind) && <CodeSection id={entity.ref} />}
      </div>
      <div className="stack">
        {RUNNABLE.includes(entity.kind) && isTroubled(entity) && <WhyWrong id={entity.ref} />}
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
            <Details
              entity={entity}
              detail={detail.data}
              may={may}
              mayTier={may && maySetTier(viewer)}
            />
            <Links entity={entity} detail={detail.data} may={may} />
            <Aliases id={entity.ref} detail={detail.data} />
            <PatchSection id={entity.ref} detail={detail.data} />
            <Provenance detail={detail.data} />
            {LINED.includes(entity.kind) && <SaidFacets id={entity.ref} />}
          </>
        )}
      </div>
    </div>
  );
}
