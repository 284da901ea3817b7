import ReactMarkdown from 'react-markdown';

const SAFE = /^(https?:|mailto:)/i;

/** Anything but a plain web or mail address loses its link; raw HTML is never parsed. */
export function safeUrl(url: string): string {
  return SAFE.test(url.trim()) ? url : '';
}

function ExternalLink({
  href,
  children,
}: {
  href?: string | undefined;
  children?: React.ReactNode;
}) {
  if (!href) return <span>{children}</span>;
  return (
    <a href={href} rel="noreferrer noopener" target="_blank">
      {children}
    </a>
  );
}

export default function Markdown({ text }: { text: string }) {
  return (
    <div className="prose">
      <ReactMarkdown
        skipHtml
        urlTransform={safeUrl}
        // Pictures would be fetched from other sites, which the CSP refuses: show their text.
        components={{
          a: ({ href, children }) => <ExternalLink href={href}>{children}</ExternalLink>,
          img: ({ alt }) => <em>{alt}</em>,
          h1: 'h3',
          h2: 'h3',
        }}
      >
        {text}
      </ReactMarkdown>
    </div>
  );
}
