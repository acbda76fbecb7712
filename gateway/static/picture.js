// The picture of one game: what the snapshot says, folded on by every frame.

const KEPT_EVENTS = 100;
const KEPT_POINTS = 1500;

export const quoteKey = (quote) => [quote.bookmaker, quote.bet_type, quote.period, quote.selection].join("|");

export function empty() {
  return {
    game: null, state: null, prediction: null, quotes: new Map(), bets: new Map(), gone: new Map(),
    events: [], points: [], settled: new Map(), forecasts: new Map(),
  };
}

function fromSnapshot(data) {
  return {
    ...empty(),
    game: data.game, state: data.state, prediction: data.prediction,
    quotes: new Map(data.quotes.map((quote) => [quoteKey(quote), { ...quote, moved: 0 }])),
    bets: new Map(data.value_bets.map((bet) => [bet.value_bet_id, bet])),
    events: data.game_events, points: data.history,
    forecasts: new Map(data.rival_forecasts.map((one) => [one.forecaster, one.home_win_probability])),
  };
}

function quoted(picture, data) {
  const moved = data.first ? 0 : Math.sign(data.new_odds - data.old_odds);
  picture.quotes.set(quoteKey(data), { ...data, moved });
}

function suspended(picture, data) {
  for (const [key, quote] of picture.quotes)
    if (quote.bookmaker === data.bookmaker && quote.bet_type === data.bet_type)
      picture.quotes.set(key, { ...quote, status: data.status, moved: 0 });
}

function predicted(picture, frame) {
  picture.prediction = frame.data;
  const state = picture.state;
  if (!state) return;
  picture.points.push({
    offset: frame.offset, prediction_id: frame.data.prediction_id, home_win_probability: frame.data.home_win_probability,
    quarter_period: state.quarter_period, game_clock: state.game_clock,
    home_score: state.current_score.home, away_score: state.current_score.away,
    low: frame.data.low, high: frame.data.high, game_call: frame.data.game_call,
    market_probability: frame.data.market_probability, blended_probability: frame.data.blended_probability,
  });
  if (picture.points.length > KEPT_POINTS) picture.points.shift();
}

/** Points of the chart that rested on plays which were corrected since. */
function retracted(picture, data) {
  const gone = new Set(data.retracts);
  picture.points = picture.points.filter((point) => !gone.has(point.prediction_id));
}

function withdrawn(picture, data, why) {
  const bet = picture.bets.get(data.value_bet_id);
  picture.bets.delete(data.value_bet_id);
  if (bet) picture.gone.set(data.value_bet_id, { ...bet, why, at: performance.now() });
}

function happened(picture, data) {
  const false_ = data.data?.retracts;
  if (false_) picture.events = picture.events.map((one) => (one.event_id === false_ ? { ...one, false: true } : one));
  else picture.events.push(data);
  if (picture.events.length > KEPT_EVENTS) picture.events.shift();
}

/** What feeds did wrong, or disagreed about, stands among the key events. */
function found(picture, data) {
  const { quarter_period, game_clock } = picture.state ?? {};
  happened(picture, { event_type: data.finding, description: data.detail, impact_score: 0, quarter_period, game_clock, data: {} });
}

/** The picture after one frame (the same object, changed, except for a snapshot). */
export function fold(picture, frame) {
  const data = frame.data;
  switch (frame.message_type) {
    case "snapshot": return { ...fromSnapshot(data), settled: picture.settled };
    case "odds_update": quoted(picture, data); break;
    case "market_status": suspended(picture, data); break;
    case "prediction_update": predicted(picture, frame); break;
    case "prediction_retracted": retracted(picture, data); break;
    case "rival_forecast": picture.forecasts.set(data.forecaster, data.home_win_probability); break;
    case "game_state": picture.state = data; break;
    case "game_event": happened(picture, data); break;
    case "value_bet": picture.bets.set(data.value_bet_id, { ...data, fresh: !picture.bets.has(data.value_bet_id) }); break;
    case "finding": found(picture, data); break;
    case "value_bet_withdrawn": withdrawn(picture, data, data.reason); break;
    case "value_bet_settled":
      withdrawn(picture, data, data.outcome);
      picture.settled.set(data.value_bet_id, data.outcome);
      break;
  }
  return picture;
}
