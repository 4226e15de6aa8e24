import { createCampaign, createTests, deleteCampaign, fileAddress, filesOf, testsOf, uploadFile } from '@/api/campaigns';
import { CallFailed } from '@/api/call';
import { queries } from '@/api/queries';
import { type CampaignOnPaper, fromBase64, onPaper, toBase64, withoutOrder } from '@/api/transfer';
import type { Campaign } from '@/api/types';

const contentOf = async (campaign: string, name: string): Promise<Uint8Array> => {
  const answer = await fetch(fileAddress(campaign, name));
  if (!answer.ok) throw new CallFailed(answer.status, {}, null);
  return new Uint8Array(await answer.arrayBuffer());
};

/** The campaign as it is now, with its files. */
export const read = async (campaign: Campaign): Promise<CampaignOnPaper> => {
  const [tests, files] = await Promise.all([queries.query({ ...testsOf(campaign._id), staleTime: 0 }), queries.query({ ...filesOf(campaign._id), staleTime: 0 })]);
  const contents = [];
  // One after the other: files may be large, and all of them together would not fit.
  for (const { name } of files) contents.push({ name, content: toBase64(await contentOf(campaign._id, name)) });
  return onPaper(campaign, tests, contents, new Date().toISOString());
};

/**
 * Makes a campaign of it. When a part of it is refused, nothing is left of it.
 *
 * @returns the campaign's id
 */
export const write = async (paper: CampaignOnPaper, name: string): Promise<string> => {
  const id = await createCampaign({ name, description: paper.campain.description });
  try {
    await createTests(id, paper.tests.map(withoutOrder));
    for (const file of paper.files) await uploadFile(id, new File([fromBase64(file.content)], file.name));
  } catch (failure) {
    await deleteCampaign(id);
    throw failure;
  }
  return id;
};

/** Gives a person a file to keep. */
export const save = (name: string, paper: CampaignOnPaper) => {
  const address = URL.createObjectURL(new Blob([JSON.stringify(paper, null, 2)], { type: 'application/json' }));
  const link = Object.assign(document.createElement('a'), { href: address, download: name });
  link.click();
  URL.revokeObjectURL(address);
};

