import { Anchor } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import type { Artifact } from '@/api/report';
import { locale } from '@/words/language';
import { isPicture, sizeOf } from './detail';
import classes from './Tests.module.css';
import { useReportWords } from './words';

/** What an attempt kept: pictures are shown, everything else is a download. Nothing of it can act as the user. */
export const Artifacts = ({ artifacts }: { readonly artifacts: readonly Artifact[] }) => {
  const t = useReportWords();
  if (artifacts.length === 0) return null;
  return (
    <section>
      <h3 className={classes.heading}>{t('artifacts')}</h3>
      <div className={classes.pictures}>
        {artifacts.filter(isPicture).map((one) => (
          <a key={`${one.attempt}/${one.number}`} href={one.url} target="_blank" rel="noopener noreferrer" aria-label={t('open', { name: one.name })}>
            <img src={one.url} alt={one.name} loading="lazy" />
          </a>
        ))}
      </div>
      <ul style={{ margin: '0.5rem 0 0', paddingInlineStart: '1.2rem' }}>
        {artifacts.map((one) => (
          <li key={`${one.attempt}/${one.number}`}>
            <Anchor size="sm" href={one.url} download aria-label={t('download', { name: one.name })} style={{ overflowWrap: 'anywhere' }}>
              <IconDownload size={14} aria-hidden style={{ verticalAlign: '-2px' }} /> {one.name}
            </Anchor>{' '}
            {sizeOf(one.size, locale())}
          </li>
        ))}
      </ul>
    </section>
  );
};
