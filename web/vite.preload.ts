// Lets the browser fetch the team page beside the entry, and not after it: it is what a visit begins with.
import type { Plugin } from 'vite';

const PAGE = 'team-page';

export function preloadTeamPage(): Plugin {
  return {
    name: 'kith-preload',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler: (_html, { bundle }) => {
        const page = Object.values(bundle ?? {}).find((file) => file.type === 'chunk' && file.name === PAGE);
        if (!page) throw new Error(`there is no chunk ${PAGE}`);
        return [
          {
            tag: 'link',
            attrs: { rel: 'modulepreload', crossorigin: true, href: `/${page.fileName}` },
            injectTo: 'head',
          },
        ];
      },
    },
  };
}
