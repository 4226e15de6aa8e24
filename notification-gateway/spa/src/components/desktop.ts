const KEPT = 'vigie.notify';

/** Whether the browser has notifications, and may be asked for them. */
export const canNotify = (): boolean => 'Notification' in window && Notification.permission !== 'denied';

/** Whether the person wants to be told outside the page, and the browser lets us. */
export const notifies = (): boolean => 'Notification' in window && Notification.permission === 'granted' && localStorage.getItem(KEPT) === 'yes';

/** Asks for leave: call it in answer to a click only. @returns whether there is leave now */
export const wantNotifications = async (wanted: boolean): Promise<boolean> => {
  localStorage.setItem(KEPT, wanted ? 'yes' : 'no');
  if (!wanted || !('Notification' in window)) return false;
  return (await Notification.requestPermission()) === 'granted';
};

/** Tells something outside the page, when nobody looks at it. */
export const notifyDesktop = (title: string, text: string, tag: string, open: () => void) => {
  if (!notifies() || document.visibilityState === 'visible') return;
  const shown = new Notification(title, { body: text, tag, icon: '/favicon.svg' });
  shown.onclick = () => {
    window.focus();
    open();
    shown.close();
  };
};
