import { Alert, Anchor, Code, Loader, Modal, Stack, Text } from '@mantine/core';
import { IconShieldCheck, IconShieldX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { CallFailed } from '@/api/call';
import { addressOf } from '@/api/report';
import { Failure } from '@/components/Failure';
import { dateTime } from '@/words/times';
import { useReportWords } from '../words';
import { verified, type Verdict } from './chain';

const download = async (id: string, told: (n: number) => void): Promise<Verdict> => {
  const answer = await fetch(`${addressOf.report(id)}/history`, { headers: { 'Accept-Language': document.documentElement.lang } }).catch(() => {
    throw new CallFailed(0, {}, null);
  });
  if (!answer.ok) throw new CallFailed(answer.status, {}, null);
  return verified(id, await answer.text(), told);
};

const Checkpoint = ({ verdict }: { readonly verdict: Verdict }) => {
  const t = useReportWords();
  const { checkpoint } = verdict;
  if (!checkpoint) return <Text size="sm">{t('verify.unsigned')}</Text>;
  return (
    <Stack gap={4}>
      <Text size="sm" fw={600}>
        {t('verify.signed', { n: checkpoint.sequence })} {checkpoint.isEnd && t('verify.signedEnd')}
      </Text>
      <Text size="sm">{checkpoint.isSigned === null ? t('verify.signatureUnknown') : t(checkpoint.isSigned ? 'verify.signatureGood' : 'verify.signatureBad')}</Text>
      <Text size="sm">
        {t('verify.key')} <Code style={{ overflowWrap: 'anywhere' }}>{checkpoint.key}</Code>
      </Text>
    </Stack>
  );
};

const Proof = ({ verdict }: { readonly verdict: Verdict }) => {
  const t = useReportWords();
  const { broken, checkpoint } = verdict;
  const isWrong = broken !== null || (checkpoint !== null && (!checkpoint.fits || checkpoint.isSigned === false));
  const why = broken
    ? t('verify.brokenAt', { n: broken.at, why: t(`verify.${broken.why}`) })
    : isWrong && checkpoint
      ? t(checkpoint.fits ? 'verify.signatureBad' : 'verify.mismatch', { n: checkpoint.number })
      : t('verify.wholeWhy', { n: verdict.events, from: dateTime(verdict.from), to: dateTime(verdict.to) });
  return (
    <>
      <Alert color={isWrong ? 'red' : 'green'} icon={isWrong ? <IconShieldX aria-hidden /> : <IconShieldCheck aria-hidden />} title={t(isWrong ? 'verify.broken' : 'verify.whole')} role={isWrong ? 'alert' : 'status'} styles={{ title: { color: 'var(--mantine-color-text)' } }}>
        {why}
      </Alert>
      <Checkpoint verdict={verdict} />
      <Text size="sm">
        {t('verify.last')} <Code style={{ overflowWrap: 'anywhere' }}>{verdict.last}</Code>
      </Text>
    </>
  );
};

/** Proves the history in this browser, and says how to prove it to somebody who trusts neither the browser nor us. */
export const Verify = ({ id, onClose }: { readonly id: string; readonly onClose: () => void }) => {
  const t = useReportWords();
  const [done, setDone] = useState(0);
  const canHash = 'subtle' in crypto;
  const proof = useQuery({ queryKey: ['report', id, 'proof'], queryFn: () => download(id, setDone), staleTime: 0, gcTime: 0, enabled: canHash });
  return (
    <Modal opened onClose={onClose} title={t('verify.title')} size="lg" closeButtonProps={{ 'aria-label': t('time.close') }}>
      <Stack>
        {!canHash && <Alert color="orange">{t('verify.unable')}</Alert>}
        {canHash && proof.isPending && (
          <Text role="status">
            <Loader size={14} aria-hidden /> {t('verify.working', { n: done })}
          </Text>
        )}
        {proof.isError && <Failure failure={proof.error} again={() => void proof.refetch()} />}
        {proof.data && <Proof verdict={proof.data} />}
        <Text size="sm">{t('verify.offline')}</Text>
        <Code block tabIndex={0}>{`./vigie verify --key trust-anchor.pem ${location.origin}${addressOf.report(id)}`}</Code>
        <Anchor size="sm" href={`${addressOf.report(id)}/history`} download>
          {t('verify.download')}
        </Anchor>
      </Stack>
    </Modal>
  );
};
