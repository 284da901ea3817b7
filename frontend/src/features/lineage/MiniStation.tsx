import { Link } from 'react-router';
import { Spine } from '../../components/Spine';
import { StatusMark } from '../../components/StatusMark';
import { ago, count } from '../../lib/format';
import { entityPath, lineagePath, nameOf } from '../../lib/ref';
import { useNow } from '../../lib/use-now';
import { kindWord } from '../../lib/words';
import type { MiniPart } from './mini';
import { statusAt, statusOf } from './Station';

/** A station of the small map: a place to go, where those of the explorer are things to choose. */
interface Props {
  part: MiniPart;
  /** Ref of the middle of the map: where a group leads. */
  centre: string;
}

export function MiniStation({ part, centre }: Props) {
  const now = useNow();
  const { node } = part;
  const style = { left: part.x, top: part.y, width: part.width, height: part.height };
  if (part.members.length > 0) {
    return (
      <Link className="node group" style={style} to={lineagePath(centre)}>
        <span className="h">{count(part.members.length)} more</span>
        <span className="r2 mute">in the explorer</span>
      </Link>
    );
  }
  if (!node?.entity) {
    return (
      <div className="node hidden-node" style={style}>
        <span className="r1">{node ? kindWord(node.kind) : ''}</span>
        <span className="h">Hidden</span>
        <span className="r2 mute">You may not see this one</span>
      </div>
    );
  }
  const focus = part.id === centre;
  const { quiet, loud } = nameOf(node.entity);
  const status = statusOf(node);
  const at = statusAt(node);
  return (
    <Link
      className={`node ${focus ? 'focus' : ''}`}
      style={style}
      to={entityPath(node.entity.ref)}
      aria-current={focus ? 'true' : undefined}
    >
      <Spine id={node.entity.ref} height={60} />
      <span className="r1">
        <span>{quiet.replace(/[./]$/, '') || kindWord(node.kind)}</span>
        <span>{node.entity.tier && `T${node.entity.tier}`}</span>
      </span>
      <span className="h">{loud}</span>
      <span className="r2">
        <StatusMark status={status}>
          {at ? `${status.word} ${ago(at, now)}` : status.word}
        </StatusMark>
      </span>
    </Link>
  );
}
