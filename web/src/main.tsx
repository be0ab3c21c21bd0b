// Starts the web client.
import { notifyManager } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app';
import { startColumns } from './design/columns';
import { startContrast } from './design/contrast';
import { startMotion } from './design/motion';
import { startTextSize } from './design/text-size';
import { startOffline } from './offline/start';
import './design/index.css';

// Changes of the kept answers and of our own state reach the page together: a post that is sent never blinks.
notifyManager.setScheduler(queueMicrotask);
startTextSize();
startContrast();
startMotion();
startColumns();
if (import.meta.env.PROD) startOffline();

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
