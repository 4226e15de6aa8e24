import { ActionIcon, Menu, useMantineColorScheme } from '@mantine/core';
import { IconCheck, IconDeviceDesktop, IconLanguage, IconLogout, IconMoon, IconSun, IconUserCircle } from '@tabler/icons-react';
import type { Person } from '@/api/types';
import { type Language, language, LANGUAGES, speak } from '@/words/language';
import { useLogOut } from './session';
import { useAppWords } from './words';

const NAMES: Readonly<Record<Language, string>> = { fr: 'Français', en: 'English' };
const THEMES = { light: IconSun, dark: IconMoon, auto: IconDeviceDesktop } as const;

/** Who is logged in, the language, the appearance, the way out. */
export const AccountMenu = ({ me }: { readonly me: Person }) => {
  const t = useAppWords();
  const logOut = useLogOut();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <Menu position="bottom-end" withinPortal keepMounted={false}>
      <Menu.Target>
        <ActionIcon variant="subtle" size="lg" color="gray" aria-label={t('account', { name: me.name })}>
          <IconUserCircle aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{me.email}</Menu.Label>
        <Menu.Divider />
        <Menu.Label>{t('language')}</Menu.Label>
        {LANGUAGES.map((each) => (
          <Menu.Item key={each} lang={each} leftSection={<IconLanguage size={16} aria-hidden />} rightSection={language() === each ? <IconCheck size={16} aria-label="✓" /> : null} onClick={() => speak(each)}>
            {NAMES[each]}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Label>{t('theme')}</Menu.Label>
        {(Object.keys(THEMES) as (keyof typeof THEMES)[]).map((each) => {
          const Icon = THEMES[each];
          return (
            <Menu.Item key={each} leftSection={<Icon size={16} aria-hidden />} rightSection={colorScheme === each ? <IconCheck size={16} aria-label="✓" /> : null} onClick={() => setColorScheme(each)}>
              {t(each)}
            </Menu.Item>
          );
        })}
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={16} aria-hidden />} onClick={() => void logOut()}>
          {t('logOut')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
};
