import '@mantine/charts/styles.css';
import { BarChart, LineChart } from '@mantine/charts';
import { useReducedMotion } from '@mantine/hooks';
import type { Report } from '@/api/types';
import { passRate } from '@/api/stability';
import { useTrendsWords } from './words';

interface Drawn {
  readonly reports: readonly Report[];
}

/** How high the charts are, in pixels. */
const HEIGHT = 220;

/** The same numbers stand in a table below, so the pictures are not read out. */
export const PassRateChart = ({ reports }: Drawn) => {
  const t = useTrendsWords();
  const still = useReducedMotion();
  return (
    <div aria-hidden>
      <LineChart
        h={HEIGHT}
        data={reports.map((report) => ({ name: report.details, rate: passRate(report) }))}
        dataKey="name"
        series={[{ name: 'rate', label: t('percent'), color: 'green.7' }]}
        yAxisProps={{ domain: [0, 100] }}
        curveType="linear"
        lineChartProps={{ accessibilityLayer: false }}
        lineProps={{ isAnimationActive: !still }}
      />
    </div>
  );
};

export const DurationsChart = ({ reports }: Drawn) => {
  const t = useTrendsWords();
  const still = useReducedMotion();
  return (
    <div aria-hidden>
      <BarChart
        h={HEIGHT}
        data={reports.map(({ details, durationMs }) => ({ name: details, seconds: durationMs === null ? null : Math.round(durationMs / 100) / 10 }))}
        dataKey="name"
        series={[{ name: 'seconds', label: t('seconds'), color: 'sea.6' }]}
        barChartProps={{ accessibilityLayer: false }}
        barProps={{ isAnimationActive: !still }}
      />
    </div>
  );
};
