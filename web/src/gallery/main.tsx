// Starts the gallery, in development only: `npm run dev`, then /gallery.
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { createRoot } from 'react-dom/client';
import { startColumns } from '../design/columns';
import { startTextSize } from '../design/text-size';
import { session } from '../account/session';
import { ME } from './scene';
import { startScriptedServer } from './scripted-server';
import '../design/index.css';

localStorage.clear();
startScriptedServer();
startTextSize();
startColumns();
session.begin({ user: ME, idToken: 'a.b.c' });

// After the window's network has been replaced: states may use it as they are loaded.
const { Gallery } = await import('./gallery');
const root = document.getElementById('root');
if (!root) throw new Error('gallery.html has no #root');
// For pieces that ask for something only when a button is pressed; a `Scene` has its own.
createRoot(root).render(
  <QueryClientProvider client={new QueryClient()}>
    <Gallery />
  </QueryClientProvider>,
);
