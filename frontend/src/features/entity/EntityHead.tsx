import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { CopyButton } from '../../components/CopyButton';
import { NameText, RefLink } from '../../components/EntityName';
import { Spine } from '../../components/Spine';
import { Freshness, OwnerWord } from '../../components/EntityStates';
import { LevelMark, VuMeter } from '../../components/Meter';
import { Term } from '../../components/Term';
import { Day, None } from '../../components/Time';
import { entityPath } from '../../lib/ref';
import { isJudged, kindOf, kindWord, LINED, platformWord } from '../../lib/words';
import type { Head } from './queries';

function Fact({ title, wide, children }: { title: string; wide?: boolean; children: ReactNode }) {
  return (
    <div className={wide ? 'wide' : undefined}>
      <dt>{title}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Owner({ entity }: { entity: Head }) {
  return (
    <Fact title="Accountable">
      {entity.owner ? <RefLink link={entity.owner} className="" /> : <None>nobody</None>}
      <OwnerWord state={entity.ownerState} />
      <Link className="mute" to={entityPath(entity.ref, 'ownership')}>
        why?
      </Link>
    </Fact>
  );
}

/** Facts that only data and what moves it can have; a team has no tier and no platform. */
function DataFacts({ entity }: { entity: Head }) {
  return (
    <>
      <Fact title="Freshness" wide>
        <Freshness {...entity} />
      </Fact>
      <Owner entity={entity} />
      <Fact title="Level">
        <LevelMark level={entity.level} />
      </Fact>
      <Fact title="Platform">
        {entity.platform ? platformWord(entity.platform) : <None>not said</None>}
      </Fact>
      <Fact title="Lifecycle">
        {entity.lifecycle ? kindWord(entity.lifecycle) : <None>not said</None>}
      </Fact>
      <Fact title="Tier">{entity.tier ?? <None>–</None>}</Fact>
    </>
  );
}

function Facts({ entity }: { entity: Head }) {
  const data = LINED.includes(entity.kind);
  return (
    <dl className="facts">
      {data && <DataFacts entity={entity} />}
      {!data && entity.ownerState && <Owner entity={entity} />}
      {(data || entity.system) && (
        <Fact title="System">
          {entity.system ? <RefLink link={entity.system} className="" /> : <None>–</None>}
        </Fact>
      )}
      {entity.domain && (
        <Fact title="Domain">
          <RefLink link={entity.domain} className="" />
        </Fact>
      )}
      <Fact title="First known">
        <Day at={entity.createdAt} />
      </Fact>
      {entity.tags.length > 0 && (
        <Fact title="Tags" wide>
          {entity.tags.map((tag) => (
            <Link key={tag} className="chip" to={`/search?tag=${encodeURIComponent(tag)}`}>
              {tag}
            </Link>
          ))}
        </Fact>
      )}
      {entity.glossaryTerms.length > 0 && (
        <Fact title="Glossary terms" wide>
          {entity.glossaryTerms.map((term) => (
            <Term key={term.ref} term={term} />
          ))}
        </Fact>
      )}
    </dl>
  );
}

export function EntityHead({ entity }: { entity: Head }) {
  const kind = entity.kind.toLowerCase();
  return (
    <>
      <div className="ehead">
        <Spine id={entity.ref} width={14} height={74} />
        <div>
          <p className="crumb">
            <Link to={`/search?kind=${kind}`}>{kindOf(entity)}</Link>
            {entity.type && entity.type !== kind && <span>{entity.type}</span>}
            <code>{entity.ref}</code>
            <CopyButton text={entity.ref}>Copy ref</CopyButton>
          </p>
          <h1>
            <NameText entity={entity} />
          </h1>
          <p className="purpose">{entity.summary ?? <None>No description yet.</None>}</p>
        </div>
        {isJudged(entity.kind) && <VuMeter condition={entity.condition} care={entity.care} />}
      </div>
      <Facts entity={entity} />
    </>
  );
}

export function EntityHeadSkeleton({ title }: { title: string }) {
  return (
    <div className="ehead" role="status" aria-label="Loading">
      <span className="spine-ghost" />
      <div>
        <p className="crumb">&nbsp;</p>
        <h1>
          <b>{title}</b>
        </h1>
        <p className="purpose ghost">
          <span className="sk" style={{ width: '40%' }} />
        </p>
      </div>
    </div>
  );
}
