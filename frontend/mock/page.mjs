/** One page of a list, with cursors that only count. */
export function page(nodes, { first, after }, why = () => ({ matchedField: null, snippet: null })) {
  const from = after ? Number(after.slice(2)) : 0;
  const shown = nodes.slice(from, from + first);
  const end = from + shown.length;
  return {
    nodes: shown,
    edges: shown.map((node, i) => ({
      node,
      cursor: `c:${from + i + 1}`,
      score: 1,
      ...why(node),
    })),
    pageInfo: {
      hasNextPage: end < nodes.length,
      hasPreviousPage: from > 0,
      startCursor: `c:${from + 1}`,
      endCursor: `c:${end}`,
    },
    totalCount: nodes.length,
    totalCountState: 'EXACT',
  };
}
