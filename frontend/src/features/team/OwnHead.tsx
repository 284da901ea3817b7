import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { CopyButton } from '../../components/CopyButton';
import { Spine } from '../../components/Spine';
import { entityPath } from '../../lib/ref';

interface Props {
  kind: 'Team' | 'Person';
  entity: { ref: string; title: string; summary: string | null };
  children: ReactNode;
}

export function Fact({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div>
      <dt>{title}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** Head of a team or a person; their raw relations stay one link away. */
export function OwnHead({ kind, entity, children }: Props) {
  return (
    <header>
      <div className="ehead">
        <Spine id={entity.ref} width={14} height={entity.summary ? 74 : 56} />
        <div>
          <p className="crumb">
            <Link to={`/search?kind=${kind.toLowerCase()}`}>{kind}</Link>
            <code>{entity.ref}</code>
            <CopyButton text={entity.ref}>Copy ref</CopyButton>
            <Link to={entityPath(entity.ref, 'relations')}>Relations and API</Link>
          </p>
          <h1>
            <b>{entity.title}</b>
          </h1>
          {entity.summary && <p className="purpose">{entity.summary}</p>}
        </div>
      </div>
      <dl className="facts">{children}</dl>
    </header>
  );
}

export function OwnHeadSkeleton({ title }: { title: string }) {
  return (
    <div className="ehead" role="status" aria-label="Loading">
      <span className="spine-ghost" />
      <div>
        <p className="crumb">&nbsp;</p>
        <h1>
          <b>{title}</b>
        </h1>
      </div>
    </div>
  );
}
