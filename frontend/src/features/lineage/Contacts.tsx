import { RefLink } from '../../components/EntityName';
import { Section } from '../../components/Section';
import { Empty, ErrorBand, SkeletonRows } from '../../components/states';
import { None } from '../../components/Time';
import { count, plural } from '../../lib/format';
import { useContacts, type Contact } from './impact-queries';
import { mailTo } from './mail';
import { instant, type LineageState } from './url';

interface Named {
  ref: string;
  title: string;
}

function Leads({ leads }: Pick<Contact, 'leads'>) {
  if (leads.length === 0) return <None>nobody named</None>;
  return leads.map((person, i) => (
    <span key={person.ref}>
      {i > 0 && ', '}
      <RefLink link={person} className="" />
    </span>
  ));
}

function Row({ contact, focus }: { contact: Contact; focus: Named }) {
  const { team, entities } = contact;
  const mail = mailTo(contact, focus, window.location.origin);
  return (
    <tr className="two">
      <th scope="row">
        {team ? (
          <RefLink link={team} className="" />
        ) : (
          <None>Nobody, or a team you may not see</None>
        )}
        <small>
          {entities
            .slice(0, 3)
            .map(({ title }) => title)
            .join(', ')}
          {contact.count > 3 && ` and ${count(contact.count - 3)} more`}
        </small>
      </th>
      <td className="n">{count(contact.count)}</td>
      <td className="tier">{contact.topTier ?? <None>–</None>}</td>
      <td>{plural(contact.hop, 'hop')}</td>
      <td>{team ? <Leads leads={contact.leads} /> : <None>–</None>}</td>
      <td>
        {mail ? (
          <a href={mail}>
            Write<span className="vh"> to {team?.title}</span>
          </a>
        ) : (
          <None>no address</None>
        )}
      </td>
    </tr>
  );
}

/** Teams that own something of what a change reaches, most to lose first. */
export function Contacts({ focus, state }: { focus: Named; state: LineageState }) {
  const contacts = useContacts(focus.ref, instant(state.asof));
  const rows = contacts.data;
  const teams = rows?.filter(({ team }) => team).length;
  return (
    <Section
      title="Whom to tell of a change"
      count={teams !== undefined && plural(teams, 'team')}
      end="each letter names only what is the team’s own"
      className="impact"
    >
      {contacts.error ? (
        <ErrorBand
          what="Teams did not load"
          error={contacts.error}
          retry={() => void contacts.refetch()}
        />
      ) : rows?.length === 0 ? (
        <Empty title="Nobody: nothing reads it." />
      ) : (
        <table aria-label="Teams to tell" aria-busy={!rows}>
          <thead>
            <tr>
              <th scope="col">Team and what it owns</th>
              <th scope="col" className="n">
                Reached
              </th>
              <th scope="col">Best tier</th>
              <th scope="col">Nearest</th>
              <th scope="col">Who leads</th>
              <th scope="col">Mail</th>
            </tr>
          </thead>
          <tbody>
            {rows?.map((contact) => (
              <Row key={contact.team?.ref ?? ''} contact={contact} focus={focus} />
            )) ?? <SkeletonRows rows={4} columns={6} two />}
          </tbody>
        </table>
      )}
    </Section>
  );
}
