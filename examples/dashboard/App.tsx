/** The page. */
import { useCallback, useEffect, useState } from 'react';
import type { RunId, RunInstance } from 'runchart';
import { Chart } from './Chart.js';
import type { ChosenRun } from './chosen.js';
import { chooseRun } from './chosen.js';
import type { Dashboard } from './dashboard.js';
import { Header } from './Header.js';
import { Meters } from './Meters.js';
import { Refusals } from './Refusals.js';
import { RunPanel } from './RunPanel.js';
import { Runs } from './Runs.js';
import { useTheme } from './theme.js';

interface Choice {
  readonly id: RunId;
  readonly chosen: ChosenRun;
}

/** The whole page. */
export const App = ({ dashboard }: { readonly dashboard: Dashboard }) => {
  const { board, figures, fleet } = dashboard;
  const [theme, toggleTheme] = useTheme();
  const [choice, setChoice] = useState<Choice>();
  const [isSpared, setSpared] = useState(false);
  const choose = useCallback(
    (run: RunInstance) => {
      setChoice({ id: run.id, chosen: chooseRun(run, dashboard) });
    },
    [dashboard],
  );
  useEffect(() => {
    fleet.spare(isSpared ? choice?.id : undefined);
  }, [fleet, isSpared, choice]);
  return (
    <>
      <Header dashboard={dashboard} theme={theme} onTheme={toggleTheme} />
      <Meters source={figures} />
      <main>
        <Runs board={board} figures={figures} chosenId={choice?.id} onChoose={choose} />
        {choice === undefined ? (
          <Refusals source={figures} />
        ) : (
          <RunPanel
            key={choice.id}
            chosen={choice.chosen}
            isSpared={isSpared}
            onSpare={setSpared}
            onClose={() => {
              setChoice(undefined);
            }}
          />
        )}
        <Chart figures={figures} theme={theme} chosen={choice?.chosen} />
      </main>
    </>
  );
};
