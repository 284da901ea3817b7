import { Link } from 'react-router';
import { count, total } from '../../lib/format';
import { useEstate } from './queries';

export function Footer() {
  const estate = useEstate();
  const entities = estate.data?.entitySearch;
  const known = entities && total(entities.totalCount, entities.totalCountState);
  const sources = estate.data?.sources.nodes ?? [];
  const live = sources.filter((source) => source.state === 'OK').length;
  return (
    <footer className="foot">
      {estate.dataUpdatedAt > 0 && (
        <span>As of {new Date(estate.dataUpdatedAt).toISOString().slice(11, 19)}</span>
      )}
      {sources.length > 0 && (
        <span>
          Sources {count(live)} of {count(sources.length)} live
        </span>
      )}
      {known && <span className="opt">{known} entities</span>}
      <span className="end opt">
        <Link to="/graphql">GraphQL</Link> <a href="/docs/api">REST</a>
      </span>
    </footer>
  );
}
