import { createTheme, type CSSVariablesResolver, type MantineColorsTuple, type MantineThemeOverride } from '@mantine/core';

/** The blue of the lookout's sign. */
const sea: MantineColorsTuple = ['#eaf3fd', '#d3e3f6', '#a4c5ee', '#72a5e6', '#4a8adf', '#317adb', '#2271da', '#1f5fae', '#1f4e8c', '#0d3a6e'];

export const theme = createTheme({
  primaryColor: 'sea',
  primaryShade: { light: 7, dark: 6 },
  colors: { sea },
  autoContrast: true,
  fontFamily: 'system-ui, sans-serif',
  fontFamilyMonospace: 'ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace',
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
});

/** A dialog's header stands for no part of the page, which has its banner. */
const inDialog = { defaultProps: { role: 'presentation' } };

/** The same, with the names of the buttons that the library draws itself and that screen readers say. */
export const named = (theme: MantineThemeOverride, close: string): MantineThemeOverride => {
  const closable = { defaultProps: { closeButtonProps: { 'aria-label': close } } };
  return { ...theme, components: { Notification: closable, Modal: closable, ModalHeader: inDialog, Drawer: closable, DrawerHeader: inDialog } };
};

/** Quiet and red texts, links and placeholders, dark enough to be read (WCAG 2.2, 1.4.3): the library's own are at 3.3 to 1. */
export const readable: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-dimmed': '#566173',
    '--mantine-color-placeholder': '#68727f',
    '--mantine-color-error': '#b3261e',
    '--mantine-color-red-text': '#b3261e',
    '--mantine-color-red-light-color': '#a3211a',
  },
  dark: { '--mantine-color-dimmed': '#a4afbf', '--mantine-color-placeholder': '#9aa5b5', '--mantine-color-error': '#ff8a80', '--mantine-color-red-text': '#ff8a80', '--mantine-color-anchor': '#8ab6ee' },
});
