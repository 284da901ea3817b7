/** Whatever a producer said, as it said it: closed until somebody asks. */
export function FacetBodies({ facets }: { facets: unknown }) {
  const named = Object.entries(facets as Record<string, unknown>);
  return (
    <>
      {named.map(([name, body]) => (
        <details key={name}>
          <summary>
            <code>{name}</code>
          </summary>
          <pre className="code">{JSON.stringify(body, null, 2)}</pre>
        </details>
      ))}
    </>
  );
}
