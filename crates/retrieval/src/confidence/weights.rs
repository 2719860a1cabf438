//! Written by `crates/testkit/examples/fit`: mean, deviation and weight of each feature.

use super::{Model, Models};

pub(super) const ENGLISH_BY_WORDS: Models = Models {
    answer: Model {
        bias: -2.010,
        features: [
            (-1.632, 1.463, 1.502),  // share
            (0.499, 0.624, 0.600),   // ahead
            (-0.355, 0.580, -0.051), // behind
            (0.363, 0.267, -0.791),  // asked
            (0.404, 0.269, 1.269),   // known
            (0.389, 0.261, 0.290),   // pieces
            (0.074, 0.250, -0.173),  // wordings
            (0.246, 0.182, 0.209),   // nearest
            (0.243, 0.163, 0.001),   // nearest-other
            (0.263, 0.203, 0.089),   // neighbours
            (0.297, 0.265, 0.324),   // neighbours-fair
            (1.706, 0.418, 0.252),   // length
            (0.266, 0.571, 0.066),   // clauses
            (0.937, 0.243, 1.134),   // own-language
            (1.216, 0.603, -0.433),  // score
            (6.559, 0.754, 0.226),   // experience
            (0.000, 0.001, 0.000),   // vector
            (0.000, 0.001, 0.000),   // vector-other
            (0.000, 0.001, 0.000),   // vector-answer
            (0.000, 0.001, 0.000),   // vector-neighbours
        ],
    },
    among: Model {
        bias: 0.083,
        features: [
            (-0.868, 0.709, 0.699), // share
            (0.799, 0.620, 0.224),  // ahead
            (-0.012, 0.050, 0.229), // behind
            (0.425, 0.280, -0.374), // asked
            (0.470, 0.280, 0.945),  // known
            (0.449, 0.271, 0.283),  // pieces
            (0.075, 0.250, -0.150), // wordings
            (0.291, 0.198, 0.220),  // nearest
            (0.208, 0.128, 0.305),  // nearest-other
            (0.326, 0.208, -0.103), // neighbours
            (0.384, 0.274, 0.484),  // neighbours-fair
            (1.706, 0.418, 0.335),  // length
            (0.266, 0.571, 0.112),  // clauses
            (0.963, 0.189, 0.547),  // own-language
            (1.409, 0.583, -0.549), // score
            (6.559, 0.755, 0.373),  // experience
            (0.000, 0.001, 0.000),  // vector
            (0.000, 0.001, 0.000),  // vector-other
            (0.000, 0.001, 0.000),  // vector-answer
            (0.000, 0.001, 0.000),  // vector-neighbours
        ],
    },
};

pub(super) const ENGLISH: Models = Models {
    answer: Model {
        bias: -1.888,
        features: [
            (-1.641, 1.884, 2.007),  // share
            (0.609, 0.701, 0.670),   // ahead
            (-0.414, 0.667, -0.232), // behind
            (0.351, 0.265, -0.403),  // asked
            (0.394, 0.268, 1.112),   // known
            (0.377, 0.257, 0.283),   // pieces
            (0.081, 0.270, -0.103),  // wordings
            (0.239, 0.180, -0.354),  // nearest
            (0.241, 0.159, 0.069),   // nearest-other
            (0.248, 0.191, 0.013),   // neighbours
            (0.278, 0.255, 0.002),   // neighbours-fair
            (1.705, 0.418, 0.399),   // length
            (0.266, 0.571, -0.022),  // clauses
            (0.975, 0.156, 1.561),   // own-language
            (2.002, 0.400, -1.139),  // score
            (6.527, 0.741, 0.446),   // experience
            (0.486, 0.179, 0.981),   // vector
            (0.518, 0.153, -0.151),  // vector-other
            (0.151, 0.125, 0.141),   // vector-answer
            (0.286, 0.270, 0.760),   // vector-neighbours
        ],
    },
    among: Model {
        bias: 0.480,
        features: [
            (-0.622, 0.598, 0.863), // share
            (0.974, 0.656, 0.005),  // ahead
            (-0.000, 0.001, 0.000), // behind
            (0.412, 0.279, 0.169),  // asked
            (0.459, 0.279, 0.808),  // known
            (0.436, 0.269, 0.327),  // pieces
            (0.077, 0.275, 0.030),  // wordings
            (0.283, 0.197, -0.333), // nearest
            (0.208, 0.124, -0.062), // nearest-other
            (0.304, 0.198, -0.396), // neighbours
            (0.356, 0.267, 0.479),  // neighbours-fair
            (1.705, 0.418, 0.577),  // length
            (0.266, 0.571, -0.034), // clauses
            (0.988, 0.109, 0.639),  // own-language
            (2.128, 0.391, -1.285), // score
            (6.527, 0.742, 0.519),  // experience
            (0.526, 0.183, 0.969),  // vector
            (0.496, 0.140, 0.169),  // vector-other
            (0.160, 0.129, -0.011), // vector-answer
            (0.371, 0.277, 0.481),  // vector-neighbours
        ],
    },
};

pub(super) const JAPANESE_BY_WORDS: Models = Models {
    answer: Model {
        bias: -2.145,
        features: [
            (-1.666, 1.340, 0.733), // share
            (0.466, 0.600, 0.548),  // ahead
            (-0.349, 0.554, 0.561), // behind
            (0.374, 0.295, -0.498), // asked
            (0.468, 0.294, 1.380),  // known
            (0.158, 0.257, 0.571),  // pieces
            (0.128, 0.134, -0.049), // wordings
            (0.264, 0.197, 0.392),  // nearest
            (0.273, 0.172, -0.427), // nearest-other
            (0.264, 0.224, -0.641), // neighbours
            (0.292, 0.275, 0.672),  // neighbours-fair
            (2.206, 0.530, 0.105),  // length
            (0.245, 0.518, 0.331),  // clauses
            (0.955, 0.208, 1.213),  // own-language
            (1.054, 0.622, -0.456), // score
            (6.497, 0.729, 0.527),  // experience
            (0.000, 0.001, 0.000),  // vector
            (0.000, 0.001, 0.000),  // vector-other
            (0.000, 0.001, 0.000),  // vector-answer
            (0.000, 0.001, 0.000),  // vector-neighbours
        ],
    },
    among: Model {
        bias: -0.103,
        features: [
            (-0.968, 0.729, 0.433), // share
            (0.746, 0.607, 0.187),  // ahead
            (-0.027, 0.103, 0.182), // behind
            (0.447, 0.311, -0.331), // asked
            (0.543, 0.303, 1.100),  // known
            (0.194, 0.281, 0.426),  // pieces
            (0.131, 0.136, 0.071),  // wordings
            (0.316, 0.213, 0.312),  // nearest
            (0.235, 0.136, -0.204), // nearest-other
            (0.336, 0.235, -0.615), // neighbours
            (0.381, 0.288, 0.519),  // neighbours-fair
            (2.206, 0.530, -0.014), // length
            (0.245, 0.518, 0.464),  // clauses
            (0.968, 0.177, 0.119),  // own-language
            (1.251, 0.615, -0.253), // score
            (6.497, 0.729, 0.556),  // experience
            (0.000, 0.001, 0.000),  // vector
            (0.000, 0.001, 0.000),  // vector-other
            (0.000, 0.001, 0.000),  // vector-answer
            (0.000, 0.001, 0.000),  // vector-neighbours
        ],
    },
};

pub(super) const JAPANESE: Models = Models {
    answer: Model {
        bias: -2.235,
        features: [
            (-1.673, 1.897, 1.861), // share
            (0.608, 0.706, 0.469),  // ahead
            (-0.412, 0.668, 0.028), // behind
            (0.362, 0.301, -0.219), // asked
            (0.452, 0.304, 1.284),  // known
            (0.156, 0.259, 0.370),  // pieces
            (0.129, 0.135, -0.097), // wordings
            (0.261, 0.201, -0.173), // nearest
            (0.272, 0.172, -0.311), // nearest-other
            (0.257, 0.228, -0.785), // neighbours
            (0.283, 0.278, 0.592),  // neighbours-fair
            (2.206, 0.530, 0.010),  // length
            (0.245, 0.518, 0.484),  // clauses
            (0.971, 0.168, 1.690),  // own-language
            (1.973, 0.407, -0.944), // score
            (6.497, 0.729, 0.499),  // experience
            (0.493, 0.160, 1.057),  // vector
            (0.519, 0.137, -0.121), // vector-other
            (0.302, 0.132, -0.053), // vector-answer
            (0.308, 0.275, 0.363),  // vector-neighbours
        ],
    },
    among: Model {
        bias: 0.169,
        features: [
            (-0.650, 0.607, 0.553), // share
            (0.972, 0.665, -0.031), // ahead
            (-0.000, 0.001, 0.000), // behind
            (0.439, 0.317, -0.067), // asked
            (0.531, 0.312, 1.037),  // known
            (0.191, 0.283, 0.289),  // pieces
            (0.131, 0.137, 0.048),  // wordings
            (0.314, 0.216, 0.137),  // nearest
            (0.235, 0.134, -0.413), // nearest-other
            (0.327, 0.240, -0.804), // neighbours
            (0.371, 0.292, 0.628),  // neighbours-fair
            (2.206, 0.530, -0.038), // length
            (0.245, 0.518, 0.593),  // clauses
            (0.982, 0.132, 0.332),  // own-language
            (2.103, 0.399, -0.764), // score
            (6.497, 0.729, 0.528),  // experience
            (0.537, 0.162, 0.857),  // vector
            (0.494, 0.122, 0.096),  // vector-other
            (0.325, 0.133, -0.006), // vector-answer
            (0.407, 0.275, 0.238),  // vector-neighbours
        ],
    },
};
