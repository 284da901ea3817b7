import { useState } from 'react';
import { RefLink } from '../../components/EntityName';
import { ReasonForm } from '../../components/ReasonForm';
import { ErrorBand } from '../../components/states';
import { StatusMark } from '../../components/StatusMark';
import { Day } from '../../components/Time';
import { plural } from '../../lib/format';
import { mayEdit } from '../../lib/may-edit';
import { useViewer } from '../../lib/use-viewer';
import { ageStatus, basisTag, basisWord } from '../../lib/words';
import { useEdgeCommand, useProofs, type Proof } from './edge-queries';
import type { WalkNode } from './queries';

/** The source, or the person or file behind it. */
function Behind({ proof: { source, url } }: { proof: Proof }) {
  if (!url) return source;
  if (!/^https?:/.test(url)) return url;
  return (
    <a href={url} rel="noreferrer noopener" target="_blank">
      {source}
    </a>
  );
}

function Line({ proof }: { proof: Proof }) {
  return (
    <li>
      <span className="head">
        <b title={basisWord(proof.basis)}>{basisTag(proof.basis)}</b>
        <StatusMark status={ageStatus(proof.age)} />
      </span>
      <span>
        <Behind proof={proof} />
        {proof.job && (
          <>
            {' by '}
            <RefLink link={proof.job} className="" />
          </>
        )}
      </span>
      {proof.note && <q>{proof.note}</q>}
      <span className="mute">
        <Day at={proof.firstSeenAt} /> to <Day at={proof.lastSeenAt} />
        {proof.count > 0 && `, seen ${plural(proof.count, 'time')}`}
        {proof.validTo && (
          <>
            , ended <Day at={proof.validTo} />
          </>
        )}
      </span>
    </li>
  );
}

interface Ends {
  source: string;
  target: string;
}

function Retract({ ends }: { ends: Ends }) {
  const [asking, setAsking] = useState(false);
  const retract = useEdgeCommand('retract');
  if (!asking) {
    return (
      <p className="acts">
        <button type="button" className="btn s" onClick={() => setAsking(true)}>
          Retract what people declared
        </button>
      </p>
    );
  }
  return (
    <ReasonForm
      label="Why it is not so any more"
      words={{ act: 'Retract', acting: 'Retracting' }}
      failed="It was not retracted"
      pending={retract.isPending}
      error={retract.error}
      send={async (reason) => {
        const { whole, fields } = await retract.mutateAsync({ ...ends, reason });
        return [...whole, ...Object.values(fields)].join(' ') || null;
      }}
      onDone={() => setAsking(false)}
      onCancel={() => setAsking(false)}
    />
  );
}

interface Props {
  ends: Ends;
  target: WalkNode | undefined;
  asOf: string | null;
}

/** All evidence of one line, what ceased last. People give a reason, machines none: that tells whose it is. */
export function Proofs({ ends, target, asOf }: Props) {
  const proofs = useProofs(ends, asOf);
  const viewer = useViewer();
  if (proofs.error) {
    return (
      <ErrorBand
        what="The evidence did not load"
        error={proofs.error}
        retry={() => void proofs.refetch()}
      />
    );
  }
  if (proofs.isPending) return <p className="mute">Asking for all that is known</p>;
  const lines = proofs.data?.evidence ?? [];
  const isDeclared = lines.some(({ validTo, note }) => note !== null && validTo === null);
  const may = target?.entity && mayEdit(viewer.data, target.entity);
  return (
    <>
      <ul className="proofs">
        {lines.map((proof) => (
          <Line
            key={`${proof.basis} ${proof.source} ${proof.job?.ref} ${proof.firstSeenAt}`}
            proof={proof}
          />
        ))}
      </ul>
      {isDeclared && may && <Retract ends={ends} />}
    </>
  );
}
