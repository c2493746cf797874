/** The page at `/_local/` for people: where everything is. */
export function renderPage({
  base,
  awsEndpoint,
}: {
  readonly base: string;
  readonly awsEndpoint: string;
}): string {
  const links = ['health', 'token', 'outbox', 'state', 'faults'].map(
    (name) => `<li><a href="/_local/${name}">/_local/${name}</a></li>`,
  );
  return `<!doctype html><html lang="fr"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>fintech-solution · pile locale</title>
<h1>Pile locale</h1>
<p>API : <code>${base}</code><br>AWS : <code>${awsEndpoint}</code></p>
<ul>${links.join('')}</ul></html>
`;
}
