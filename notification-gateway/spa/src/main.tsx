import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import '@/app/page.css';
import '@/app/early';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from '@/app/App';

const place = document.getElementById('page');
if (!place) throw new Error('Expected an element #page in index.html, but there is none.');
createRoot(place).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
