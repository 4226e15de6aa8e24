/** Every sentence of the page, in French and English; the browser's language decides. */

const french = {
  logIn: 'Se connecter',
  logOut: 'Se déconnecter',
  email: 'Adresse e-mail',
  password: 'Mot de passe',
  campaigns: 'Campagnes',
  noCampaigns: "Aucune campagne pour l'instant. Créez-en une par l'API : POST /api/campains.",
  open: 'Voir',
  back: 'Retour',
  run: 'Exécuter la campagne',
  reports: 'Rapports',
  noReports: 'Cette campagne n’a pas encore été exécutée.',
  reportName: 'Nom du rapport',
  environment: 'Environnement',
  noEnvironments: "Aucun environnement n'existe : définissez une variable pour une filière.",
  stopOnFailure: 'Arrêter au premier échec',
  launch: 'Lancer',
  launching: 'Lancement…',
  cancel: 'Annuler',
  refresh: 'Actualiser',
  loading: 'Chargement…',
  date: 'Date',
  status: 'Statut',
  progress: 'Progression',
  tests: 'Tests',
  noTests: "En attente du premier test…",
  noLogs: 'Pas encore de journal.',
  attempt: 'tentative',
  moreTests: 'Afficher les tests suivants',
  earlier: 'Les lignes précédentes ne sont pas affichées.',
  live: 'En direct',
  connecting: 'Connexion…',
  reconnecting: 'Reconnexion…',
  lastEvent: 'dernier événement à',
  ended: 'Terminé',
  lost: "L'historique connu a disparu : le rapport a été rechargé.",
  expired: 'Votre session a expiré. Veuillez vous reconnecter.',
  gone: 'Rapport non trouvé',
  offline: 'Le serveur ne répond pas. Nouvel essai automatique.',
  failed: 'La demande a échoué. Réessayez.',
  nextFailure: 'Échec suivant',
  page: 'Page',
  previous: 'Précédente',
  next: 'Suivante',
  statuses: {
    pending: 'En attente',
    running: "En cours d'exécution",
    completed: 'Terminé avec succès',
    failed: 'Terminé avec des échecs',
  },
  testStatuses: { pending: 'En attente', running: 'En cours', passed: 'Réussi', failed: 'Échoué', skipped: 'Ignoré' },
};

const english = {
  logIn: 'Log in',
  logOut: 'Log out',
  email: 'E-mail address',
  password: 'Password',
  campaigns: 'Campaigns',
  noCampaigns: 'No campaign yet. Create one through the API: POST /api/campains.',
  open: 'Open',
  back: 'Back',
  run: 'Run the campaign',
  reports: 'Reports',
  noReports: 'This campaign has not been run yet.',
  reportName: 'Report name',
  environment: 'Environment',
  noEnvironments: 'There is no environment: define a variable for one.',
  stopOnFailure: 'Stop at the first failure',
  launch: 'Launch',
  launching: 'Launching…',
  cancel: 'Cancel',
  refresh: 'Refresh',
  loading: 'Loading…',
  date: 'Date',
  status: 'Status',
  progress: 'Progress',
  tests: 'Tests',
  noTests: 'Waiting for the first test…',
  noLogs: 'No log yet.',
  attempt: 'attempt',
  moreTests: 'Show more tests',
  earlier: 'Earlier lines are not shown.',
  live: 'Live',
  connecting: 'Connecting…',
  reconnecting: 'Reconnecting…',
  lastEvent: 'last event at',
  ended: 'Ended',
  lost: 'The history known here is gone: the report was loaded again.',
  expired: 'Your session has expired. Please log in again.',
  gone: 'Report not found',
  offline: 'The server does not answer. Trying again.',
  failed: 'The request failed. Try again.',
  nextFailure: 'Next failure',
  page: 'Page',
  previous: 'Previous',
  next: 'Next',
  statuses: {
    pending: 'Pending',
    running: 'Running',
    completed: 'Completed successfully',
    failed: 'Completed with failures',
  },
  testStatuses: { pending: 'Pending', running: 'Running', passed: 'Passed', failed: 'Failed', skipped: 'Skipped' },
};

const preferred = (navigator.languages ?? [navigator.language]).map((tag) => tag.slice(0, 2)).find((tag) => tag === 'fr' || tag === 'en');

/** 'fr' or 'en'. */
export const language = preferred ?? 'fr';

export const words = language === 'en' ? english : french;

document.documentElement.lang = language;

export const dateTime = (iso) => {
  const date = new Date(iso);
  return Number.isNaN(date.getTime()) ? '' : date.toLocaleString(language, { dateStyle: 'medium', timeStyle: 'short' });
};

export const clock = (date) => date.toLocaleTimeString(language);
