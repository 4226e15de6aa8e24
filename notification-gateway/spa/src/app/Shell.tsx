import { AppShell, Burger, Center, Drawer, Loader, Stack } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { Link, Outlet } from '@tanstack/react-router';
import { CallFailed } from '@/api/call';
import { Failure } from '@/components/Failure';
import { LogIn } from '@/features/login/LogIn';
import { RunToasts } from '@/features/toasts/RunToasts';
import { AccountMenu } from './AccountMenu';
import classes from './Shell.module.css';
import { whoIsHere } from './session';
import { useAppWords } from './words';

const PLACES = [
  { to: '/', name: 'home' },
  { to: '/campaigns', name: 'campaigns' },
  { to: '/environments', name: 'environments' },
  { to: '/trends', name: 'trends' },
  { to: '/playground', name: 'playground' },
] as const;

/** Where only administrators have something to do. */
const ADMINISTRATORS = [{ to: '/audit', name: 'audit' }] as const;

/** Every address lies below the home page's; it is the current one only at its own. */
const EXACT: ReadonlySet<string> = new Set(['/']);

/** What surrounds every page: where one can go, who one is. Whoever is not logged in gets the log-in at whatever address, and stays there. */
export const Shell = () => {
  const t = useAppWords();
  const me = useQuery(whoIsHere);
  const [open, { toggle, close }] = useDisclosure();

  if (me.isPending) {
    return (
      <Center mih="100vh">
        <Loader aria-label={t('loading')} />
      </Center>
    );
  }
  if (me.isError) {
    return me.error instanceof CallFailed && me.error.status === 401 ? (
      <LogIn />
    ) : (
      <Center mih="100vh" p="md">
        <Failure failure={me.error} again={() => void me.refetch()} />
      </Center>
    );
  }
  const links = [...PLACES, ...(me.data.role === 'admin' ? ADMINISTRATORS : [])].map(({ to, name }) => (
    <Link key={to} to={to} className={classes.link} activeOptions={{ exact: EXACT.has(to) }} onClick={close}>
      {t(name)}
    </Link>
  ));
  return (
    <AppShell header={{ height: 56 }} padding={{ base: 'sm', sm: 'lg' }}>
      <a href="#main" className="skip">
        {t('skip')}
      </a>
      <AppShell.Header>
        <div className={classes.bar}>
          <Burger hiddenFrom="sm" size="sm" opened={open} onClick={toggle} aria-label={t('menu')} />
          <Link to="/" className={classes.brand}>
            <img src="/favicon.svg" alt="" width="26" height="26" /> Vigie
          </Link>
          <nav aria-label={t('navigation')} className={`${classes.links ?? ''} mantine-visible-from-sm`}>
            {links}
          </nav>
          <span className={classes.space} />
          <AccountMenu me={me.data} />
        </div>
      </AppShell.Header>
      <Drawer opened={open} onClose={close} title={t('menu')} size="xs" hiddenFrom="sm">
        <Stack component="nav" gap="xs" aria-label={t('navigation')}>
          {links}
        </Stack>
      </Drawer>
      <AppShell.Main id="main" tabIndex={-1}>
        <div className={classes.main}>
          <Outlet />
        </div>
        <RunToasts />
      </AppShell.Main>
    </AppShell>
  );
};
